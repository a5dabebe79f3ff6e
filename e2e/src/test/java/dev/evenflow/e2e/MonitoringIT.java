package dev.evenflow.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an operator would see: a real Prometheus scrapes the real platform while the jobs work on simulated traffic. Every
 * query of every dashboard and every recording rule must give something; what does not is misspelt or was never counted.
 */
class MonitoringIT {
    private static final Path DASHBOARDS = Path.of("../flink-conf/monitoring/grafana");
    private static final Duration PATIENCE = Duration.ofMinutes(6);

    /** Queries that may give nothing on a platform that is well, and why. None so far: what may not happen is counted as 0. */
    private static final Map<String, String> MAY_BE_EMPTY = Map.of();

    @TempDir
    private Path directory;

    private Evenflow evenflow;
    private final List<Process> simulators = new ArrayList<>();

    @BeforeEach
    void up() throws Exception {
        assumeTrue(
                Prometheus.isInstalled(),
                "prometheus is not on the path, so the dashboards' queries are not run: install the package prometheus");
        evenflow = new Evenflow(directory);
        baseline();
        evenflow.succeed("up", "--slots", "3");
        evenflow.succeed("deploy", "fraud-features", "--", "--emit", "both", "--disorder", "5s");
        evenflow.succeed("deploy", "inference-archive");
        // in real time: windows of the monitor are of event time, and a baseline is compared with full ones
        simulators.add(evenflow.start(
                "simulate",
                "--rate",
                "100",
                "--speedup",
                "1",
                "--start",
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                "--duration",
                "30m",
                // drift wants 500 records in a window, at night, too
                "--steady",
                "--garbage",
                "0.01"));
        simulators.add(evenflow.start(
                "simulate-inferences",
                "--rate",
                "50",
                "--count",
                "90000",
                "--garbage",
                "0.01",
                "--duplicates",
                "0.01"));
        evenflow.succeed("deploy", "quality-monitor");
    }

    /** Of other payments by the same simulator, where quality.yaml expects it. */
    private void baseline() throws Exception {
        Path history = directory.resolve("history");
        evenflow.succeed("simulate", "--count", "20000", "--seed", "2", "--out", history.toString());
        Path baselines = Files.createDirectories(directory.resolve("platform/data/quality/baselines"));
        evenflow.succeed(
                "quality",
                "baseline",
                history.resolve("transactions").toString(),
                "--dataset",
                "transactions",
                "--out",
                baselines.resolve("transactions.json").toString());
    }

    @AfterEach
    void down() throws Exception {
        if (evenflow == null) return;
        simulators.forEach(Process::destroy);
        evenflow.succeed("down");
    }

    @Test
    void everyQueryGivesSomething() throws Exception {
        try (Prometheus prometheus = Prometheus.start(configuration(), directory.resolve("prometheus"))) {
            await().atMost(Duration.ofMinutes(1)).until(prometheus::isReady);
            Map<String, String> unanswered = new LinkedHashMap<>();
            for (Dashboard dashboard : Dashboard.readAll(DASHBOARDS))
                dashboard.queries().forEach((where, query) -> unanswered.put(dashboard.file() + ", " + where, query));
            assertThat(unanswered.values()).containsAll(MAY_BE_EMPTY.keySet());
            unanswered.values().removeAll(MAY_BE_EMPTY.keySet());
            unanswered.putAll(recordingRules(prometheus));
            assertThat(unanswered).hasSizeGreaterThan(50);

            await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(5)).untilAsserted(() -> {
                for (String where : List.copyOf(unanswered.keySet()))
                    if (hasNumber(prometheus.query(unanswered.get(where)))) unanswered.remove(where);
                assertThat(unanswered).as("queries without a result").isEmpty();
            });

            for (JsonNode rule : rules(prometheus, "")) {
                assertThat(rule.path("lastError").asText())
                        .as(rule.path("name").asText())
                        .isEmpty();
                assertThat(rule.path("health").asText())
                        .as(rule.path("name").asText())
                        .isEqualTo("ok");
            }
            assertThat(prometheus.query("up == 1"))
                    .as("JobManager and TaskManager")
                    .hasSize(2);
            assertThat(prometheus.own("prometheus_target_scrapes_sample_duplicate_timestamp_total"))
                    .as("series that are the same without the labels that we drop")
                    .isZero();
        }
    }

    /** That of the platform, but quicker: a test need not wait for a quarter of a minute. */
    private Path configuration() throws Exception {
        Path monitoring = directory.resolve("platform/monitoring");
        String shipped = Files.readString(monitoring.resolve("prometheus.yml"));
        assertThat(shipped).contains("scrape_interval: 15s", "evaluation_interval: 15s");
        return Files.writeString(monitoring.resolve("quick.yml"), shipped.replace("_interval: 15s", "_interval: 2s"));
    }

    private static Map<String, String> recordingRules(Prometheus prometheus) throws Exception {
        Map<String, String> queries = new LinkedHashMap<>();
        for (JsonNode rule : rules(prometheus, "?type=record")) {
            List<String> labels = new ArrayList<>();
            rule.path("labels")
                    .fields()
                    .forEachRemaining(label ->
                            labels.add(label.getKey() + "=\"" + label.getValue().asText() + "\""));
            String series = rule.path("name").asText() + "{" + String.join(", ", labels) + "}";
            queries.put("rule " + series, series);
        }
        return queries;
    }

    private static List<JsonNode> rules(Prometheus prometheus, String filter) throws Exception {
        List<JsonNode> rules = new ArrayList<>();
        for (JsonNode group : prometheus.api("/api/v1/rules" + filter).path("groups"))
            group.path("rules").forEach(rules::add);
        assertThat(rules).isNotEmpty();
        return rules;
    }

    /** Nothing divided by nothing is a result, too, but says nothing. */
    private static boolean hasNumber(JsonNode samples) {
        for (JsonNode sample : samples)
            if (!sample.path("value").path(1).asText().equals("NaN")) return true;
        return false;
    }
}
