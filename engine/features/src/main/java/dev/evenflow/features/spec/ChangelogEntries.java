package dev.evenflow.features.spec;

import dev.evenflow.features.spec.FeatureSetSpec.AttributeSpec;
import dev.evenflow.features.spec.FeatureSetSpec.AttributeType;
import dev.evenflow.features.spec.FeatureSetSpec.ChangelogSpec;
import dev.evenflow.yaml.Problems;
import dev.evenflow.yaml.YamlMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Reads {@code changelogs:} and checks them against the Avro schemas of their envelopes. */
final class ChangelogEntries {
    static final Set<String> CHANGELOG = FeatureSetParser.keys("changelog", "schema", "topic", "key", "attributes");
    private static final Set<String> ATTRIBUTE = FeatureSetParser.keys("feature", "doc", "attribute");

    private final Problems problems;
    private final SourceTypes source;
    private final Map<String, Schema> schemas;

    ChangelogEntries(Problems problems, SourceTypes source, Map<String, Schema> schemas) {
        this.problems = problems;
        this.source = source;
        this.schemas = schemas;
    }

    @Nullable
    ChangelogSpec changelog(Node node) {
        YamlMap map = new YamlMap(node, "changelog", CHANGELOG, problems);
        String name = map.required("changelog", "a name");
        String schemaName = map.required("schema", "the full name of an envelope's Avro schema");
        String key = map.required("key", "a string field of the source, and of the table");
        if (name == null || schemaName == null || key == null) return null;
        if (!name.matches("[a-z][a-z0-9]*"))
            map.problem("changelog", "found '" + name + "', expected a lower-case word");
        if (source.kind(key) != SourceTypes.Kind.TEXT)
            map.problem(
                    "key",
                    "field '" + key + "' of " + source.name() + " is " + source.describe(key) + ", expected a string");
        Schema table = table(map, schemas.get(schemaName), schemaName);
        SourceTypes columns = table == null ? null : new SourceTypes(table);
        if (columns != null && columns.kind(key) != SourceTypes.Kind.TEXT)
            map.problem(
                    "key",
                    "field '" + key + "' of " + columns.name() + " is " + columns.describe(key)
                            + ", expected a string");
        List<AttributeSpec> attributes = new ArrayList<>();
        List<Node> nodes = map.list("attributes", "a list of attributes");
        if (nodes.isEmpty()) map.problem("attributes", "missing or empty, expected at least one attribute");
        for (Node each : nodes) {
            YamlMap entry = new YamlMap(each, "attribute", ATTRIBUTE, problems);
            String feature = entry.required("feature", "a name");
            String attribute = entry.required("attribute", "a field of the table");
            if (feature == null || attribute == null) continue;
            AttributeType type = columns == null ? AttributeType.TEXT : type(entry, columns, attribute);
            attributes.add(new AttributeSpec(feature, entry.text("doc", ""), attribute, type, entry.line()));
        }
        return new ChangelogSpec(name, schemaName, map.text("topic", name), key, attributes, map.line());
    }

    private static AttributeType type(YamlMap entry, SourceTypes columns, String attribute) {
        SourceTypes.Kind kind = columns.kind(attribute);
        if (kind == null) {
            entry.problem(
                    "attribute",
                    "schema " + columns.name() + " has no field '" + attribute + "'"
                            + Problems.nearest(attribute, columns.fields()));
            return AttributeType.TEXT;
        }
        return switch (kind) {
            case TEXT -> AttributeType.TEXT;
            case WHOLE, TIME -> AttributeType.LONG;
            case REAL -> AttributeType.DOUBLE;
            case FLAG -> AttributeType.BOOLEAN;
            case DECIMAL, OTHER -> {
                entry.problem(
                        "attribute",
                        "field '" + attribute + "' is " + columns.describe(attribute)
                                + ", expected a string, a whole number, a double or a boolean");
                yield AttributeType.TEXT;
            }
        };
    }

    /** The rows' schema of an envelope; null (and a problem) where it is no envelope. */
    private static @Nullable Schema table(YamlMap map, @Nullable Schema envelope, String name) {
        if (envelope == null) {
            map.problem("schema", "'" + name + "' was not found");
            return null;
        }
        Schema after = row(envelope, "after");
        Schema before = row(envelope, "before");
        Schema origin = row(envelope, "source");
        Schema op = branch(envelope, "op");
        Schema ts = origin == null ? null : branch(origin, "ts_ms");
        boolean good = after != null
                && before != null
                && after.getFullName().equals(before.getFullName())
                && op != null
                && op.getType() == Schema.Type.STRING
                && ts != null
                && ts.getType() == Schema.Type.LONG;
        if (good) return after;
        map.problem(
                "schema",
                name
                        + " is no envelope of Debezium's, expected before and after (null or one record), op (a string) and"
                        + " source with ts_ms (a long)");
        return null;
    }

    private static @Nullable Schema row(Schema record, String field) {
        Schema type = branch(record, field);
        return type != null && type.getType() == Schema.Type.RECORD ? type : null;
    }

    private static @Nullable Schema branch(Schema record, String name) {
        if (record.getType() != Schema.Type.RECORD) return null;
        Schema.Field field = record.getField(name);
        if (field == null) return null;
        Schema type = field.schema();
        LogicalType logical = type.getLogicalType();
        if (logical != null || type.getType() != Schema.Type.UNION) return type;
        for (Schema each : type.getTypes()) if (each.getType() != Schema.Type.NULL) return each;
        return null;
    }
}
