package dev.evenflow.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.evenflow.platform.chaos.FaultKind;
import dev.evenflow.quality.check.Dimension;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The rules for Prometheus: valid, tested with its own tool, and each alert explained by a page. */
class MonitoringTest {
    private static final Path PROJECT = Path.of("..");
    private static final Path MONITORING = PROJECT.resolve("flink-conf/monitoring");
    private static final Path RUNBOOKS = PROJECT.resolve("docs/runbooks");

    @Test
    void promtoolFindsNoFaultInConfigurationAndRules() throws Exception {
        run("check", "config", MONITORING.resolve("prometheus.yml"));
        run("check", "rules", files(MONITORING.resolve("rules"), ".yml"));
    }

    @Test
    void theRulesPassTheirTests() throws Exception {
        run("test", "rules", files(MONITORING.resolve("tests"), ".yml"));
    }

    @Test
    void everyAlertIsTestedBothFiringAndSilent() throws IOException {
        TreeSet<String> fires = new TreeSet<>();
        TreeSet<String> isSilent = new TreeSet<>();
        for (Path file : files(MONITORING.resolve("tests"), ".yml"))
            for (Map<?, ?> test : maps(load(file).get("tests")))
                for (Map<?, ?> check : maps(test.get("alert_rule_test")))
                    (maps(check.get("exp_alerts")).isEmpty() ? isSilent : fires)
                            .add(String.valueOf(check.get("alertname")));
        assertThat(fires).containsExactlyElementsOf(alerts().keySet());
        // the one that shows that alerts arrive is never silent
        isSilent.add("EvenflowWatchdog");
        assertThat(isSilent).containsExactlyElementsOf(alerts().keySet());
    }

    @Test
    void everyAlertSaysHowBadItIsAndLinksItsOwnRunbook() throws IOException {
        alerts().forEach((alert, rules) -> {
            for (Map<?, ?> rule : rules) {
                Map<?, ?> labels = (Map<?, ?>) rule.get("labels");
                Map<?, ?> annotations = (Map<?, ?>) rule.get("annotations");
                assertThat(String.valueOf(labels.get("severity"))).as(alert).isIn("critical", "warning", "none");
                assertThat(String.valueOf(annotations.get("summary"))).as(alert).hasSizeGreaterThan(10);
                Path runbook = PROJECT.resolve(String.valueOf(annotations.get("runbook_url")));
                assertThat(runbook).as(alert).exists().hasParent(RUNBOOKS);
                assertThat(lines(runbook).get(0)).isEqualTo("# " + alert);
                assertThat(lines(runbook))
                        .as(runbook.toString())
                        .containsSubsequence("## Symptom", "## Check", "## Action");
            }
        });
    }

    @Test
    void everyRunbookBelongsToAnAlertADimensionOrAFaultAndIsInTheirList() throws IOException {
        List<String> linked = alerts().values().stream()
                .flatMap(List::stream)
                .map(rule -> (Map<?, ?>) rule.get("annotations"))
                .map(annotations -> String.valueOf(annotations.get("runbook_url")))
                .distinct()
                .map(path -> Path.of(path).getFileName().toString())
                .toList();
        List<String> pages = files(RUNBOOKS, ".md").stream()
                .map(page -> page.getFileName().toString())
                .filter(name -> !name.equals("README.md"))
                .toList();
        // incidents of the monitor link to the page of their dimension
        List<String> dimensions = Stream.of(Dimension.values())
                .map(dimension -> "quality-" + dimension.name().toLowerCase(Locale.ROOT) + ".md")
                .toList();
        List<String> faults = Arrays.stream(FaultKind.values())
                .map(FaultKind::runbook)
                .distinct()
                .toList();
        assertThat(pages)
                .containsExactlyInAnyOrderElementsOf(Stream.of(linked, dimensions, faults)
                        .flatMap(List::stream)
                        .toList());
        for (String page : faults)
            assertThat(lines(RUNBOOKS.resolve(page)))
                    .as(page)
                    .containsSubsequence("## Symptom", "## Check", "## Action");
        assertThat(Files.readString(RUNBOOKS.resolve("README.md")))
                .contains(pages.stream().map(page -> "(" + page + ")").toArray(String[]::new));
    }

    /** A budget of more than a 14.4th of all cannot burn 14.4 times as fast as it may. */
    @Test
    void everyIndicatorHasAnObjectiveWhoseBudgetCanBurn() throws IOException {
        Map<String, Double> objectives = new TreeMap<>();
        TreeSet<String> indicators = new TreeSet<>();
        for (Map<?, ?> rule : rules()) {
            String name = String.valueOf(rule.get("record"));
            if (!(rule.get("labels") instanceof Map<?, ?> labels) || !labels.containsKey("sli")) continue;
            String indicator = String.valueOf(labels.get("sli"));
            if (name.equals("evenflow:slo_objective:ratio"))
                objectives.put(
                        indicator,
                        Double.parseDouble(String.valueOf(rule.get("expr")).replaceAll("[^0-9.]", "")));
            else indicators.add(indicator);
        }
        assertThat(objectives.keySet()).isEqualTo(indicators);
        assertThat(objectives.values()).allMatch(objective -> objective > 1 - 1 / 14.4 && objective < 1);
    }

    @Test
    void flinksNamesBecomeOurs() throws IOException {
        Map<?, ?> scrape = maps(load(MONITORING.resolve("prometheus.yml")).get("scrape_configs"))
                .get(0);
        Map<?, ?> rename = maps(scrape.get("metric_relabel_configs")).get(0);
        Pattern regex = Pattern.compile(String.valueOf(rename.get("regex")));
        // Java writes ${1} as it is, too
        String replacement = String.valueOf(rename.get("replacement")).replaceAll("\\$\\{(\\d)}", "\\$$1");
        Map<String, String> names = Map.of(
                "evenflow_features_late_total", "evenflow_features_late_total",
                "evenflow_feature_features_differing_values_total", "evenflow_features_differing_values_total",
                "evenflow_dataset_dimension_quality_score", "evenflow_quality_score",
                "evenflow_archive_last_commit_timestamp_seconds", "evenflow_archive_last_commit_timestamp_seconds",
                "evenflow_dataset_quality_archive_features_total", "evenflow_quality_archive_features_total");
        names.forEach((flink, ours) -> {
            var match = regex.matcher("flink_taskmanager_job_task_operator_" + flink);
            assertThat(match.matches()).as(flink).isTrue();
            assertThat(match.replaceAll(replacement)).isEqualTo(ours);
        });
        assertThat(regex.matcher("flink_taskmanager_job_task_operator_numRecordsIn")
                        .matches())
                .isFalse();
    }

    private static Map<String, List<Map<?, ?>>> alerts() throws IOException {
        Map<String, List<Map<?, ?>>> alerts = new TreeMap<>();
        for (Map<?, ?> rule : rules())
            if (rule.containsKey("alert"))
                alerts.computeIfAbsent(String.valueOf(rule.get("alert")), name -> new ArrayList<>())
                        .add(rule);
        assertThat(alerts).isNotEmpty();
        return alerts;
    }

    private static List<Map<?, ?>> rules() throws IOException {
        List<Map<?, ?>> rules = new ArrayList<>();
        for (Path file : files(MONITORING.resolve("rules"), ".yml"))
            for (Map<?, ?> group : maps(load(file).get("groups"))) rules.addAll(maps(group.get("rules")));
        return rules;
    }

    private static Map<?, ?> load(Path file) throws IOException {
        return new Yaml().load(Files.readString(file));
    }

    private static List<Map<?, ?>> maps(Object list) {
        List<Map<?, ?>> maps = new ArrayList<>();
        if (list instanceof List<?> elements) elements.forEach(element -> maps.add((Map<?, ?>) element));
        return maps;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new AssertionError("cannot read " + file, e);
        }
    }

    private static List<Path> files(Path directory, String ending) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    private static void run(String command, String what, Path file) throws Exception {
        run(command, what, List.of(file));
    }

    private static void run(String command, String what, List<Path> files) throws Exception {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
                        .anyMatch(directory -> Files.isExecutable(Path.of(directory, "promtool"))),
                "promtool is not on the path, so the rules for Prometheus are not checked: install the package prometheus");
        List<String> line = new ArrayList<>(List.of("promtool", command, what));
        files.forEach(file -> line.add(file.toString()));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(String.join(" ", line) + "\n" + output).isZero();
    }
}
