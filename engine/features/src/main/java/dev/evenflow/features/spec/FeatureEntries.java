package dev.evenflow.features.spec;

import dev.evenflow.features.spec.FeatureSetSpec.EntitySpec;
import dev.evenflow.features.spec.FeatureSetSpec.FeatureSpec;
import dev.evenflow.yaml.Durations;
import dev.evenflow.yaml.Problems;
import dev.evenflow.yaml.YamlMap;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Reads {@code entities:} with their features, one {@link FeatureSpec} per window. */
final class FeatureEntries {
    static final Set<String> ENTITY = FeatureSetParser.keys("entity", "key", "idle_ttl", "features");
    static final Set<String> FEATURE = FeatureSetParser.keys(
            "feature",
            "doc",
            "aggregate",
            "field",
            "window",
            "windows",
            "where",
            "label",
            "delay",
            "current",
            "cap",
            "empty",
            "scale",
            "precision");

    /** Default and largest number of values that are told apart. */
    static final int DEFAULT_CAP = 256;

    private static final int LARGEST_CAP = 4_096;
    private static final long DAY_MS = 86_400_000;
    private static final long DEFAULT_PREVIOUS_MS = 90 * DAY_MS;
    private static final long DEFAULT_IDLE_TTL_MS = 366 * DAY_MS;
    /** Room for the longest window with the longest delay. */
    private static final int LONGEST_IDLE_TTL_DAYS = 2 * 366;

    private static final Set<Aggregate> LIFETIME_ALLOWED = EnumSet.of(
            Aggregate.COUNT,
            Aggregate.SUM,
            Aggregate.AVG,
            Aggregate.VARIANCE,
            Aggregate.STDDEV,
            Aggregate.MIN,
            Aggregate.MAX,
            Aggregate.FIRST_SEEN);
    private static final Set<Aggregate> NUMERIC = EnumSet.of(
            Aggregate.SUM, Aggregate.AVG, Aggregate.VARIANCE, Aggregate.STDDEV, Aggregate.MIN, Aggregate.MAX);
    private static final Set<Aggregate> LABELLED = EnumSet.of(
            Aggregate.COUNT, Aggregate.SUM, Aggregate.AVG, Aggregate.VARIANCE, Aggregate.STDDEV, Aggregate.RATE);
    private static final Set<Aggregate> FROM_PREVIOUS = EnumSet.of(
            Aggregate.PREVIOUS,
            Aggregate.TIME_SINCE_PREVIOUS,
            Aggregate.DISTANCE_FROM_PREVIOUS,
            Aggregate.SPEED_FROM_PREVIOUS);
    private static final Set<Aggregate> EMPTY_IS_NULL =
            EnumSet.complementOf(EnumSet.of(Aggregate.COUNT, Aggregate.SUM, Aggregate.DISTINCT, Aggregate.FIRST_SEEN));

    private final Problems problems;
    private final SourceTypes source;
    private final @Nullable SourceTypes labels;
    private final FeatureSetSpec.@Nullable Labels labelSpec;

    FeatureEntries(
            Problems problems,
            SourceTypes source,
            @Nullable SourceTypes labels,
            FeatureSetSpec.@Nullable Labels labelSpec) {
        this.problems = problems;
        this.source = source;
        this.labels = labels;
        this.labelSpec = labelSpec;
    }

    @Nullable
    EntitySpec entity(Node node) {
        YamlMap map = new YamlMap(node, "entity", ENTITY, problems);
        String name = map.required("entity", "a name");
        String key = map.required("key", "a string field of the source");
        if (name == null || key == null) return null;
        if (!name.matches("[a-z][a-z0-9]*")) map.problem("entity", "found '" + name + "', expected a lower-case word");
        if (!source.has(key))
            map.problem(
                    "key",
                    "schema " + source.name() + " has no field '" + key + "'" + Problems.nearest(key, source.fields()));
        else if (source.kind(key) != SourceTypes.Kind.TEXT)
            map.problem("key", "field '" + key + "' is " + source.describe(key) + ", expected a string");
        Long declared = map.duration("idle_ttl", LONGEST_IDLE_TTL_DAYS);
        List<FeatureSpec> features = new ArrayList<>();
        List<Node> nodes = map.list("features", "a list of features");
        if (nodes.isEmpty()) map.problem("features", "missing or empty, expected at least one feature");
        for (Node feature : nodes) features.addAll(feature(feature, name, key));
        long longest = 0;
        for (FeatureSpec feature : features)
            if (feature.windowMs() != FeatureSetSpec.LIFETIME)
                longest = Math.max(longest, feature.windowMs() + feature.delayMs());
        if (declared != null && declared < longest)
            map.problem(
                    "idle_ttl",
                    "shorter than the longest window with its delay (" + longest / 1_000
                            + "s), expected at least that");
        long ttl = declared == null ? Math.max(DEFAULT_IDLE_TTL_MS, longest) : declared;
        return new EntitySpec(name, key, ttl, features, map.line());
    }

    private List<FeatureSpec> feature(Node node, String entity, String key) {
        YamlMap bare = new YamlMap(node, "entity '" + entity + "'", FEATURE, new Problems(""));
        String title = bare.text("feature", "");
        YamlMap map = new YamlMap(
                node, title.isEmpty() ? "entity '" + entity + "'" : "feature '" + title + "'", FEATURE, problems);
        String name = map.required("feature", "a name");
        Aggregate aggregate = FeatureSetParser.oneOf(map, "aggregate", Aggregate.values());
        if (name == null || aggregate == null) return List.of();
        String field = field(map, aggregate);
        int scale = scale(map, aggregate, field);
        String label = label(map, aggregate, key);
        String where = map.optional("where", "a CEL condition");
        if (aggregate == Aggregate.RATE && label == null && where == null)
            map.problem("aggregate", "a rate needs a 'label' or a 'where', expected one of them");
        long delay = map.has("delay") ? Objects.requireNonNullElse(map.duration("delay"), 0L) : 0;
        boolean include = current(map, aggregate, delay);
        Integer cap = map.integer("cap", 1, LARGEST_CAP);
        if (map.has("cap") && aggregate != Aggregate.DISTINCT && !(aggregate == Aggregate.FIRST_SEEN && field != null))
            map.problem("cap", "only 'distinct', and 'first_seen' of a field, have a cap");
        Double empty = map.number("empty");
        if (map.has("empty") && !EMPTY_IS_NULL.contains(aggregate))
            map.problem("empty", "an empty window of this aggregate gives a number anyway");
        if (map.has("empty") && field != null && source.kind(field) == SourceTypes.Kind.TEXT)
            map.problem("empty", "'" + field + "' is " + source.describe(field) + ", which no number stands in for");
        precision(map);
        if (aggregate == Aggregate.DISTANCE_FROM_PREVIOUS || aggregate == Aggregate.SPEED_FROM_PREVIOUS)
            coordinates(map);
        List<FeatureSpec> specs = new ArrayList<>();
        for (Window window : windows(map, aggregate, name)) {
            if (window.ms == FeatureSetSpec.LIFETIME) lifetime(map, aggregate, field, label, delay);
            specs.add(new FeatureSpec(
                    window.feature,
                    map.text("doc", ""),
                    aggregate,
                    field,
                    scale,
                    window.ms,
                    delay,
                    where,
                    label,
                    include,
                    cap == null ? DEFAULT_CAP : cap,
                    empty,
                    map.line()));
        }
        return specs;
    }

    private record Window(String feature, long ms) {}

    private static List<Window> windows(YamlMap map, Aggregate aggregate, String name) {
        if (map.has("window") && map.has("windows"))
            map.problem("windows", "'window' is there too, expected one of them");
        if (map.has("windows") && map.isEmptyList("windows"))
            map.problem("windows", "empty, expected at least one duration");
        List<Window> windows = new ArrayList<>();
        for (String text : map.texts("windows", "a list of durations")) {
            Long ms = "lifetime".equals(text) ? (Long) FeatureSetSpec.LIFETIME : map.duration("windows", text);
            if (ms != null) windows.add(new Window(name + "_" + text, ms));
        }
        if (map.has("window")) {
            String text = map.optional("window", Durations.EXPECTED + ", or lifetime");
            Long ms = text == null
                    ? null
                    : "lifetime".equals(text) ? (Long) FeatureSetSpec.LIFETIME : map.duration("window", text);
            if (ms != null) windows.add(new Window(name, ms));
        } else if (!map.has("windows")) {
            if (FROM_PREVIOUS.contains(aggregate)) windows.add(new Window(name, DEFAULT_PREVIOUS_MS));
            else
                map.problem(
                        "feature",
                        "'window' is missing, expected " + Durations.EXPECTED + ", lifetime, or a list as 'windows'");
        }
        return windows;
    }

    private @Nullable String field(YamlMap map, Aggregate aggregate) {
        String field = map.optional("field", "a field of the source");
        boolean allowed =
                switch (aggregate) {
                    case RATE, TIME_SINCE_PREVIOUS, DISTANCE_FROM_PREVIOUS, SPEED_FROM_PREVIOUS -> false;
                    default -> true;
                };
        boolean needed = allowed && aggregate != Aggregate.COUNT && aggregate != Aggregate.FIRST_SEEN;
        if (field == null) {
            if (needed && !map.has("field"))
                map.problem("aggregate", "'field' is missing, expected a field of " + source.name());
            return null;
        }
        if (!allowed) {
            map.problem("field", "this aggregate takes no field");
            return null;
        }
        SourceTypes.Kind kind = source.kind(field);
        if (kind == null) {
            map.problem(
                    "field",
                    "schema " + source.name() + " has no field '" + field + "'"
                            + Problems.nearest(field, source.fields()));
            return null;
        }
        boolean number =
                kind == SourceTypes.Kind.WHOLE || kind == SourceTypes.Kind.DECIMAL || kind == SourceTypes.Kind.REAL;
        if (NUMERIC.contains(aggregate) && !number)
            map.problem("field", "'" + field + "' is " + source.describe(field) + ", expected a number");
        boolean distinct = aggregate == Aggregate.DISTINCT || aggregate == Aggregate.FIRST_SEEN;
        if (distinct && kind != SourceTypes.Kind.TEXT && kind != SourceTypes.Kind.WHOLE)
            map.problem(
                    "field",
                    "'" + field + "' is " + source.describe(field) + ", expected a string, enum or whole number");
        boolean last = aggregate == Aggregate.LAST || aggregate == Aggregate.PREVIOUS;
        if (last && !number && kind != SourceTypes.Kind.TEXT)
            map.problem(
                    "field", "'" + field + "' is " + source.describe(field) + ", expected a number, string or enum");
        return field;
    }

    /** Decimal places a number is held at: the schema's for decimals, declared for doubles, none for others. */
    private int scale(YamlMap map, Aggregate aggregate, @Nullable String field) {
        Integer declared = map.integer("scale", 0, SourceTypes.LARGEST_SCALE);
        if (field == null) return 0;
        SourceTypes.Kind kind = source.kind(field);
        boolean real = kind == SourceTypes.Kind.REAL;
        if (map.has("scale") && !real)
            map.problem("scale", "only a double needs one; '" + field + "' is " + source.describe(field));
        boolean used = NUMERIC.contains(aggregate)
                || aggregate == Aggregate.LAST
                || aggregate == Aggregate.PREVIOUS
                || aggregate == Aggregate.COUNT;
        if (real && used && !map.has("scale") && aggregate != Aggregate.COUNT)
            map.problem(
                    "field",
                    "'" + field
                            + "' is a double, whose sums depend on their order; expected 'scale', its decimal places");
        if (kind == SourceTypes.Kind.DECIMAL) return source.decimalScale(field);
        return declared == null ? 0 : declared;
    }

    private @Nullable String label(YamlMap map, Aggregate aggregate, String key) {
        String label = map.optional("label", "a flag of the labels");
        if (label == null) return null;
        if (labelSpec == null) {
            map.problem("label", "the feature set declares no 'labels'");
        } else if (!labelSpec.flags().contains(label)) {
            map.problem(
                    "label",
                    "found '" + label + "', expected one of " + labelSpec.flags()
                            + Problems.nearest(label, labelSpec.flags()));
        } else if (!LABELLED.contains(aggregate)) {
            map.problem("label", "expected with one of " + LABELLED.toString().toLowerCase(java.util.Locale.ROOT));
        } else if (labels != null && labels.kind(key) != SourceTypes.Kind.TEXT) {
            map.problem(
                    "label",
                    "schema " + labels.name() + " has no string field '" + key
                            + "', so that its labels cannot reach this entity");
        }
        return label;
    }

    private static boolean current(YamlMap map, Aggregate aggregate, long delay) {
        String current = map.optional("current", "include or exclude");
        if (current == null) return true;
        if (!current.equals("include") && !current.equals("exclude"))
            map.problem("current", "found '" + current + "', expected include or exclude");
        if (delay > 0) map.problem("current", "a delayed window never holds the event itself");
        if (FROM_PREVIOUS.contains(aggregate) || aggregate == Aggregate.FIRST_SEEN)
            map.problem("current", "this aggregate never looks at the event itself");
        return !current.equals("exclude");
    }

    private static void precision(YamlMap map) {
        String precision = map.optional("precision", "exact");
        if (precision != null && !precision.equals("exact"))
            map.problem("precision", "found '" + precision + "', expected exact: windows are exact to the millisecond");
    }

    private void coordinates(YamlMap map) {
        for (String field : List.of("latitude", "longitude"))
            if (source.kind(field) != SourceTypes.Kind.REAL)
                map.problem(
                        "aggregate",
                        "needs the source's field '" + field + "' as a double, found " + source.describe(field));
        if (map.has("delay")) map.problem("delay", "this aggregate takes none");
    }

    private static void lifetime(
            YamlMap map, Aggregate aggregate, @Nullable String field, @Nullable String label, long delay) {
        if (!LIFETIME_ALLOWED.contains(aggregate) || (aggregate == Aggregate.FIRST_SEEN && field != null))
            map.problem(
                    "aggregate",
                    "has no lifetime, whose state would grow without end; expected a window of at most 366d");
        if (label != null) map.problem("label", "a lifetime takes no label; expected a window of at most 366d");
        if (delay > 0) map.problem("delay", "a lifetime takes no delay; expected a window of at most 366d");
    }
}
