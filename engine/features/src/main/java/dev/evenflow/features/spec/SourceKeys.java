package dev.evenflow.features.spec;

import dev.evenflow.yaml.Problems;
import dev.evenflow.yaml.YamlMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Reads {@code source:} and {@code labels:}, and checks the fields they name. */
final class SourceKeys {
    static final Set<String> SOURCE = FeatureSetParser.keys("schema", "id", "time");
    static final Set<String> LABELS = FeatureSetParser.keys("schema", "id", "time", "known_at", "flags");

    private final Problems problems;
    private final @Nullable SourceTypes types;

    SourceKeys(Problems problems, @Nullable SourceTypes types) {
        this.problems = problems;
        this.types = types;
    }

    FeatureSetSpec.Source source(YamlMap top) {
        Node node = top.node("source");
        if (node == null) return new FeatureSetSpec.Source("", "", "");
        YamlMap map = new YamlMap(node, "source", SOURCE, problems);
        return new FeatureSetSpec.Source(
                schema(map),
                field(map, "id", SourceTypes.Kind.TEXT, "a string"),
                field(map, "time", SourceTypes.Kind.TIME, "a timestamp-millis"));
    }

    FeatureSetSpec.@Nullable Labels labels(YamlMap top) {
        Node node = top.node("labels");
        if (node == null) return null;
        YamlMap map = new YamlMap(node, "labels", LABELS, problems);
        List<String> flags = map.texts("flags", "a list of boolean fields");
        if (flags.isEmpty()) map.problem("flags", "missing or empty, expected at least one boolean field");
        for (String flag : flags) check(map, "flags", flag, SourceTypes.Kind.FLAG, "a boolean");
        return new FeatureSetSpec.Labels(
                schema(map),
                field(map, "id", SourceTypes.Kind.TEXT, "a string"),
                field(map, "time", SourceTypes.Kind.TIME, "a timestamp-millis"),
                field(map, "known_at", SourceTypes.Kind.TIME, "a timestamp-millis"),
                flags);
    }

    private String schema(YamlMap map) {
        String name = map.required("schema", "the full name of an Avro schema");
        if (name == null) return "";
        if (types != null && !types.name().equals(name))
            map.problem("schema", "found '" + name + "', but the schema given is '" + types.name() + "'");
        return name;
    }

    private String field(YamlMap map, String key, SourceTypes.Kind kind, String expected) {
        String field = map.required(key, "a field that is " + expected);
        if (field == null) return "";
        check(map, key, field, kind, expected);
        return field;
    }

    private void check(YamlMap map, String key, String field, SourceTypes.Kind kind, String expected) {
        if (types == null) return;
        if (!types.has(field))
            map.problem(
                    key,
                    "schema " + types.name() + " has no field '" + field + "', expected " + expected
                            + Problems.nearest(field, types.fields()));
        else if (types.kind(field) != kind)
            map.problem(key, "field '" + field + "' is " + types.describe(field) + ", expected " + expected);
    }
}
