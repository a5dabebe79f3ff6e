package dev.evenflow.features.spec;

import dev.evenflow.features.spec.FeatureSetSpec.CalendarSpec;
import dev.evenflow.features.spec.FeatureSetSpec.DerivedSpec;
import dev.evenflow.features.spec.FeatureSetSpec.EntitySpec;
import dev.evenflow.features.spec.FeatureSetSpec.FeatureSpec;
import dev.evenflow.yaml.Problems;
import dev.evenflow.yaml.YamlDocument;
import dev.evenflow.yaml.YamlMap;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads a feature set's YAML and checks it against the Avro schemas of its events and labels.
 * A {@link SpecException} lists every problem with file, line, feature, what was found and what was expected.
 */
public final class FeatureSetParser {
    static final Set<String> TOP = keys(
            "feature_set", "doc", "time_zone", "source", "labels", "entities", "changelogs", "calendar", "derived");

    private static final int MOST_FEATURES = 2_000;
    private static final Pattern SET_NAME = Pattern.compile("(?=.{1,100}$)[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final Pattern FEATURE_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern FULL_NAME = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*\\.)*[A-Za-z_][A-Za-z0-9_]*");
    private static final Set<String> RESERVED = Set.of("event_time", "emission", "feature_set_version");

    /** Names of the Avro schemas that a feature set needs. */
    public record SchemaNames(String source, @Nullable String labels, List<String> changelogs) {}

    private final Problems problems;
    private final SourceTypes source;
    private final @Nullable SourceTypes labels;
    private final Map<String, Schema> changelogs;
    private final Map<String, Integer> lineOfName = new HashMap<>();

    private FeatureSetParser(
            Problems problems, Schema source, @Nullable Schema labels, Map<String, Schema> changelogs) {
        this.problems = problems;
        this.source = new SourceTypes(source);
        this.labels = labels == null ? null : new SourceTypes(labels);
        this.changelogs = changelogs;
    }

    /** Which schemas the set names, so that the caller can load them before {@link #parse}. */
    public static SchemaNames schemaNames(String file, String yaml) throws SpecException {
        Problems problems = new Problems(file);
        YamlMap top = top(yaml, problems);
        Node sourceNode = top.node("source");
        if (sourceNode == null)
            problems.add(top.line(), "", "'source' is missing, expected the events' schema, id and time");
        problems.throwIfAny(SpecException::new);
        String source = sourceNode == null ? null : schemaName(sourceNode, SourceKeys.SOURCE, problems, "source");
        Node labelNode = top.node("labels");
        String labels = labelNode == null ? null : schemaName(labelNode, SourceKeys.LABELS, problems, "labels");
        List<String> changelogs = new ArrayList<>();
        for (Node node : top.list("changelogs", "a list of changelogs")) {
            String name = schemaName(node, ChangelogEntries.CHANGELOG, problems, "changelog");
            if (name != null) changelogs.add(name);
        }
        problems.throwIfAny(SpecException::new);
        return new SchemaNames(source == null ? "" : source, labels, changelogs);
    }

    private static @Nullable String schemaName(Node node, Set<String> allowed, Problems problems, String where) {
        YamlMap map = new YamlMap(node, where, allowed, problems);
        String name = map.required("schema", "the full name of an Avro schema");
        if (name != null && !FULL_NAME.matcher(name).matches())
            map.problem(
                    "schema",
                    "found '" + name
                            + "', expected the full name of an Avro schema, such as dev.evenflow.payments.Transaction");
        return name;
    }

    /** Parses and validates. {@code labels} may be null where the set declares none. */
    public static FeatureSetSpec parse(String file, String yaml, Schema source, @Nullable Schema labels)
            throws SpecException {
        return parse(file, yaml, source, labels, Map.of());
    }

    /** @param changelogs schemas of envelopes by full name */
    public static FeatureSetSpec parse(
            String file, String yaml, Schema source, @Nullable Schema labels, Map<String, Schema> changelogs)
            throws SpecException {
        Problems problems = new Problems(file);
        YamlMap top = top(yaml, problems);
        FeatureSetSpec spec = new FeatureSetParser(problems, source, labels, changelogs).parse(top);
        problems.throwIfAny(SpecException::new);
        return spec;
    }

    private static YamlMap top(String yaml, Problems problems) throws SpecException {
        Node root = YamlDocument.root(yaml, "a feature set", problems);
        problems.throwIfAny(SpecException::new);
        YamlMap top = new YamlMap(Objects.requireNonNull(root), "", TOP, problems);
        problems.throwIfAny(SpecException::new);
        return top;
    }

    private FeatureSetSpec parse(YamlMap top) {
        String name = top.required("feature_set", "a name such as card-fraud");
        if (name != null && !SET_NAME.matcher(name).matches())
            top.problem(
                    "feature_set",
                    "found '" + name
                            + "', expected lower-case words joined by hyphens, at most 100 characters, such as card-fraud");
        ZoneId zone = zone(top);
        FeatureSetSpec.Source events = new SourceKeys(problems, source).source(top);
        if (RESERVED.contains(events.id()))
            problems.add(top.line("source"), "source", "'id': '" + events.id() + "' is a field that every vector has");
        FeatureSetSpec.Labels labelSpec = new SourceKeys(problems, labels).labels(top);
        if (labelSpec != null && labels == null)
            problems.add(top.line("labels"), "labels", "schema '" + labelSpec.schema() + "' was not found");
        List<Node> entityNodes = top.list("entities", "a list of entities");
        if (entityNodes.isEmpty())
            problems.add(top.line("entities"), "", "'entities' is missing or empty, expected at least one");
        FeatureEntries entries = new FeatureEntries(problems, source, labels, labelSpec);
        List<EntitySpec> entities = new ArrayList<>();
        Set<String> entityNames = new HashSet<>();
        for (Node node : entityNodes) {
            EntitySpec entity = entries.entity(node);
            if (entity == null) continue;
            if (!entityNames.add(entity.name()))
                problems.add(entity.line(), "entity '" + entity.name() + "'", "is declared twice");
            if (entity.key().equals(events.id()) || RESERVED.contains(entity.key()))
                problems.add(
                        entity.line(),
                        "entity '" + entity.name() + "'",
                        "'key': '" + entity.key() + "' names one event, or a field that every vector has; expected a"
                                + " field that events share");
            entities.add(entity);
        }
        for (EntitySpec entity : entities)
            for (FeatureSpec feature : entity.features()) claim(feature.name(), feature.line());
        List<FeatureSetSpec.ChangelogSpec> tables = changelogs(top, entityNames);
        List<CalendarSpec> calendar = calendar(top);
        List<DerivedSpec> derived = derived(top);
        if (lineOfName.size() > MOST_FEATURES) problems.add(0, "", "more than " + MOST_FEATURES + " features");
        FeatureSetSpec spec = new FeatureSetSpec(
                name == null ? "" : name,
                top.text("doc", ""),
                zone,
                events,
                labelSpec,
                entities,
                tables,
                calendar,
                derived);
        new ExpressionChecks(problems, source).check(spec);
        return spec;
    }

    /** Their names go into operator ids beside those of entities. */
    private List<FeatureSetSpec.ChangelogSpec> changelogs(YamlMap top, Set<String> entityNames) {
        List<FeatureSetSpec.ChangelogSpec> specs = new ArrayList<>();
        Set<String> names = new HashSet<>(entityNames);
        ChangelogEntries entries = new ChangelogEntries(problems, source, changelogs);
        for (Node node : top.list("changelogs", "a list of changelogs")) {
            FeatureSetSpec.ChangelogSpec spec = entries.changelog(node);
            if (spec == null) continue;
            if (!names.add(spec.name()))
                problems.add(
                        spec.line(), "changelog '" + spec.name() + "'", "is the name of another one, or of an entity");
            for (FeatureSetSpec.AttributeSpec attribute : spec.attributes()) claim(attribute.name(), attribute.line());
            specs.add(spec);
        }
        return specs;
    }

    private ZoneId zone(YamlMap top) {
        String text = top.text("time_zone", "UTC");
        try {
            ZoneId zone = ZoneId.of(text);
            return zone.getRules().isFixedOffset() && zone.getId().equals("UTC") ? ZoneOffset.UTC : zone;
        } catch (DateTimeException e) {
            top.problem("time_zone", "found '" + text + "', expected a time zone such as UTC or Europe/Paris");
            return ZoneOffset.UTC;
        }
    }

    /** Every output has a name of its own, which is a field of the vector. */
    private void claim(String name, int line) {
        String where = "feature '" + name + "'";
        if (!FEATURE_NAME.matcher(name).matches())
            problems.add(line, where, "is no name for an Avro field, expected letters, digits and underscores");
        if (RESERVED.contains(name)) {
            problems.add(line, where, "the name is that of a field that every vector has, expected another");
            return;
        }
        if (source.has(name))
            problems.add(line, where, "the name is that of a field of " + source.name() + ", expected another");
        Integer first = lineOfName.putIfAbsent(name, line);
        if (first != null) problems.add(line, where, "the name is taken (line " + first + "), expected another");
    }

    private List<CalendarSpec> calendar(YamlMap top) {
        List<CalendarSpec> specs = new ArrayList<>();
        for (Node node : top.list("calendar", "a list of calendar features")) {
            YamlMap map = new YamlMap(node, "calendar", keys("feature", "doc", "calendar", "hours"), problems);
            String name = map.required("feature", "a name");
            FeatureSetSpec.Calendar kind = oneOf(map, "calendar", FeatureSetSpec.Calendar.values());
            List<String> hours = map.texts("hours", "two hours, such as [0, 6]");
            int from = 0;
            int to = 0;
            if (kind == FeatureSetSpec.Calendar.NIGHT) {
                from = hour(hours, 0);
                to = hour(hours, 1);
                if (hours.size() != 2 || from < 0 || to < 0)
                    map.problem(
                            "hours",
                            "found " + hours + ", expected the first and the last hour from 0 to 23, such as [0, 6]");
            } else if (!hours.isEmpty()) {
                map.problem("hours", "only 'night' has hours");
            }
            if (name == null || kind == null) continue;
            claim(name, map.line());
            specs.add(new CalendarSpec(name, map.text("doc", ""), kind, from, to, map.line()));
        }
        return specs;
    }

    private static int hour(List<String> hours, int index) {
        if (index >= hours.size() || !hours.get(index).matches("[0-9]{1,2}")) return -1;
        int hour = Integer.parseInt(hours.get(index));
        return hour <= 23 ? hour : -1;
    }

    private List<DerivedSpec> derived(YamlMap top) {
        List<DerivedSpec> specs = new ArrayList<>();
        for (Node node : top.list("derived", "a list of derived features")) {
            YamlMap map = new YamlMap(node, "derived", keys("feature", "doc", "type", "expr"), problems);
            String name = map.required("feature", "a name");
            FeatureSetSpec.DerivedType type = oneOf(map, "type", FeatureSetSpec.DerivedType.values());
            String expression = map.required("expr", "a CEL expression");
            if (name == null || type == null || expression == null) continue;
            claim(name, map.line());
            specs.add(new DerivedSpec(name, map.text("doc", ""), type, expression, map.line()));
        }
        return specs;
    }

    /** A required key whose value is the lower-case name of one of those constants. */
    static <E extends Enum<E>> @Nullable E oneOf(YamlMap map, String key, E[] values) {
        Set<String> names = new LinkedHashSet<>();
        for (E value : values) names.add(value.name().toLowerCase(Locale.ROOT));
        String found = map.required(key, "one of " + names);
        if (found == null) return null;
        for (E value : values) if (value.name().toLowerCase(Locale.ROOT).equals(found)) return value;
        map.problem(key, "found '" + found + "', expected one of " + names + Problems.nearest(found, names));
        return null;
    }

    static Set<String> keys(String... keys) {
        return new LinkedHashSet<>(List.of(keys));
    }
}
