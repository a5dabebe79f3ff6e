package dev.evenflow.quality.plan;

import dev.evenflow.quality.check.Dimension;
import dev.evenflow.quality.incident.IncidentPolicy;
import dev.evenflow.yaml.Problems;
import dev.evenflow.yaml.YamlDocument;
import dev.evenflow.yaml.YamlMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/**
 * What one monitor watches: quality.yaml, read and checked as a whole. All that is wrong with the file is said at once.
 *
 * @param monitor its name, in scores, incidents and state
 * @param incidents how patient it is before it tells somebody
 */
public record MonitorPlan(String monitor, IncidentPolicy incidents, List<WatchedDataset> datasets) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,200}");
    private static final Set<String> TIMES = Set.of("window", "disorder", "lateness", "backfill-after", "replayed");
    private static final Set<String> DATASET = Set.of(
            "topic",
            "contract",
            "window",
            "disorder",
            "lateness",
            "backfill-after",
            "replayed",
            "shadow",
            "baseline",
            "upstream",
            "gate",
            "weights");
    private static final String SOME_NAME = "a name of letters, digits, dots, hyphens and underscores";

    public MonitorPlan {
        datasets = List.copyOf(datasets);
    }

    /** What holds where a dataset says nothing. */
    private record Times(Duration window, Duration disorder, Duration lateness, Duration backfill, boolean replayed) {
        private static final Times STANDARD = new Times(
                Duration.ofMinutes(1), Duration.ofSeconds(10), Duration.ofMinutes(10), Duration.ofHours(1), false);

        Times with(YamlMap map) {
            return new Times(
                    duration(map, "window", window),
                    duration(map, "disorder", disorder),
                    duration(map, "lateness", lateness),
                    duration(map, "backfill-after", backfill),
                    map.flag("replayed", replayed));
        }

        private static Duration duration(YamlMap map, String key, Duration otherwise) {
            Long ms = map.duration(key);
            return ms == null ? otherwise : Duration.ofMillis(ms);
        }
    }

    /** @throws PlanException with every problem of the file */
    public static MonitorPlan parse(String file, String text) {
        Problems problems = new Problems(file);
        Node root = YamlDocument.root(text, "monitor and datasets", problems);
        MonitorPlan plan = root == null ? null : read(root, problems);
        problems.throwIfAny(PlanException::new);
        if (plan == null) throw new IllegalStateException("a plan without problems is there");
        return plan;
    }

    private static MonitorPlan read(Node root, Problems problems) {
        YamlMap map = new YamlMap(root, "", Set.of("monitor", "defaults", "incidents", "datasets"), problems);
        String monitor = name(map, "monitor", SOME_NAME);
        Node defaults = map.node("defaults");
        Times times = defaults == null
                ? Times.STANDARD
                : Times.STANDARD.with(new YamlMap(defaults, "defaults", TIMES, problems));
        List<WatchedDataset> datasets = new ArrayList<>();
        Map<String, YamlMap> entries = new LinkedHashMap<>();
        for (Node node : map.list("datasets", "a list of datasets")) {
            YamlMap entry = new YamlMap(node, "datasets", DATASET, problems);
            String topic = name(entry, "topic", "the topic's name");
            if (entries.put(topic, entry) != null) entry.problem("topic", "'" + topic + "' is there twice");
            datasets.add(dataset(topic, entry, times, problems));
        }
        if (datasets.isEmpty()) problems.add(map.line(), "datasets", "none, expected at least one with a topic");
        for (WatchedDataset dataset : datasets) {
            YamlMap entry = entries.get(dataset.topic());
            if (entry == null) continue;
            for (String upstream : dataset.upstream())
                if (!entries.containsKey(upstream))
                    entry.problem(
                            "upstream",
                            "'" + upstream + "' is not watched, expected one of " + entries.keySet()
                                    + Problems.nearest(upstream, entries.keySet()));
            if (dataset.gate() != null
                    && entries.containsKey(dataset.gate())
                    && dataset.gate().equals(dataset.topic()))
                entry.problem("gate", "is the topic itself, expected another one");
        }
        refuseCircles(datasets, entries);
        return new MonitorPlan(monitor == null ? "" : monitor, policy(map.node("incidents"), problems), datasets);
    }

    private static IncidentPolicy policy(@Nullable Node node, Problems problems) {
        IncidentPolicy standard = IncidentPolicy.DEFAULT;
        if (node == null) return standard;
        YamlMap map =
                new YamlMap(node, "incidents", Set.of("together", "settle", "linger", "hold", "forget"), problems);
        Long together = map.duration("together");
        Long settle = map.duration("settle");
        Long linger = map.duration("linger");
        Long hold = map.duration("hold");
        Long forget = map.duration("forget");
        return new IncidentPolicy(
                together == null ? standard.togetherMs() : together,
                settle == null ? standard.settleMs() : settle,
                linger == null ? Math.max(standard.lingerMs(), settle == null ? 0 : settle) : linger,
                hold == null ? standard.holdMs() : hold,
                forget == null ? standard.forgetMs() : forget);
    }

    private static WatchedDataset dataset(String topic, YamlMap map, Times defaults, Problems problems) {
        Times times = defaults.with(map);
        Map<Dimension, Double> weights = new EnumMap<>(Dimension.class);
        Node given = map.node("weights");
        if (given != null) {
            Set<String> names = new HashSet<>();
            for (Dimension dimension : Dimension.values())
                names.add(dimension.name().toLowerCase(Locale.ROOT));
            YamlMap entries = new YamlMap(given, "weights of " + topic, names, problems);
            for (Dimension dimension : Dimension.values()) {
                String key = dimension.name().toLowerCase(Locale.ROOT);
                Double weight = entries.has(key) ? entries.number(key) : null;
                if (weight != null && weight < 0) entries.problem(key, "is below 0, expected a weight of 0 or more");
                if (weight != null) weights.put(dimension, weight);
            }
        }
        return new WatchedDataset(
                topic,
                map.text("contract", topic + ".odcs.yaml"),
                times.window,
                times.disorder,
                times.lateness,
                times.backfill,
                times.replayed,
                map.flag("shadow", false),
                map.optional("baseline", "a file"),
                map.texts("upstream", "topics"),
                map.has("gate") ? name(map, "gate", "a topic") : null,
                weights);
    }

    private static String name(YamlMap map, String key, String expected) {
        String name = map.required(key, expected);
        if (name == null) return "";
        if (!NAME.matcher(name).matches()) map.problem(key, "found '" + name + "', expected " + SOME_NAME);
        return name;
    }

    /** A dataset that is its own upstream would explain its incidents by themselves. */
    private static void refuseCircles(List<WatchedDataset> datasets, Map<String, YamlMap> entries) {
        Map<String, List<String>> upstream = new LinkedHashMap<>();
        datasets.forEach(dataset -> upstream.put(dataset.topic(), dataset.upstream()));
        for (WatchedDataset dataset : datasets) {
            YamlMap entry = entries.get(dataset.topic());
            if (entry != null && reaches(dataset.topic(), dataset.topic(), upstream, new HashSet<>()))
                entry.problem("upstream", "'" + dataset.topic() + "' is upstream of itself, expected no circle");
        }
    }

    private static boolean reaches(String from, String to, Map<String, List<String>> upstream, Set<String> seen) {
        for (String next : upstream.getOrDefault(from, List.of()))
            if (next.equals(to) || seen.add(next) && reaches(next, to, upstream, seen)) return true;
        return false;
    }

    public @Nullable WatchedDataset dataset(String topic) {
        for (WatchedDataset dataset : datasets) if (dataset.topic().equals(topic)) return dataset;
        return null;
    }

    /** Dataset → those it is made from. */
    public Map<String, List<String>> lineage() {
        Map<String, List<String>> lineage = new LinkedHashMap<>();
        datasets.forEach(dataset -> lineage.put(dataset.topic(), dataset.upstream()));
        return lineage;
    }
}
