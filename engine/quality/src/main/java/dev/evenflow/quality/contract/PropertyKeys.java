package dev.evenflow.quality.contract;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.evenflow.yaml.Problems;
import dev.evenflow.yaml.YamlMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Reads the {@code properties} of a schema, nested ones included, into fields; their rules are read when all fields are known. */
final class PropertyKeys {
    private static final java.util.regex.Pattern NAME = java.util.regex.Pattern.compile("[^.\\s][^.]*");

    /** A property with where it stands. */
    record Declared(ContractField field, YamlMap map, @Nullable YamlMap options) {}

    private final Drafting drafting;
    private final Problems problems;
    private final List<Declared> declared = new ArrayList<>();
    private final TreeMap<Integer, String> key = new TreeMap<>();

    PropertyKeys(Drafting drafting) {
        this.drafting = drafting;
        this.problems = drafting.problems;
    }

    List<Declared> declared() {
        return declared;
    }

    /** The primary key's fields, by position. */
    List<String> key() {
        return List.copyOf(key.values());
    }

    void read(YamlMap owner, String prefix) {
        for (Node node : owner.list("properties", "a list of fields, each with a name")) property(node, prefix);
    }

    private void property(Node node, String prefix) {
        YamlMap map = new YamlMap(node, where(node, prefix), Keys.PROPERTY, problems);
        String name = map.required("name", "the field's name");
        if (name == null) return;
        if (!NAME.matcher(name).matches()) map.problem("name", "found '" + name + "', expected a name without dots");
        String path = prefix + name;
        LogicalType type = type(map);
        YamlMap options = options(map, path);
        String format = options == null ? "" : options.text("format", "");
        if (type == null || !type.isTime()) format = "";
        else checkFormat(options, format);
        boolean required = map.flag("required", false);
        ContractField field = new ContractField(
                path,
                type,
                map.text("physicalType", ""),
                required,
                format,
                map.text("classification", ""),
                List.copyOf(map.texts("tags", "a list of texts")),
                map.line());
        ContractField other = drafting.fields.putIfAbsent(path, field);
        if (other != null) {
            map.problem("name", "'" + path + "' is declared twice (line " + other.line() + ")");
            return;
        }
        declared.add(new Declared(field, map, options));
        if (map.flag("primaryKey", false)) key(map, path);
        read(map, path + ".");
        Node items = map.node("items");
        if (items != null) elements(items, path);
    }

    private static String where(Node node, String prefix) {
        Node name = YamlMap.child(node, "name");
        String text = name == null ? null : YamlMap.text(name);
        return "property '" + prefix + (text == null ? "?" : text) + "'";
    }

    private void key(YamlMap map, String path) {
        Integer position = map.has("primaryKeyPosition") ? map.integer("primaryKeyPosition", -1, 1_000) : null;
        int at = position == null || position < 1 ? 10_000 + key.size() : position;
        String other = key.putIfAbsent(at, path);
        if (other != null) map.problem("primaryKeyPosition", "is also that of '" + other + "', expected another");
    }

    private static @Nullable LogicalType type(YamlMap map) {
        String text = map.optional("logicalType", "a type such as string");
        if (text == null) return null;
        for (LogicalType type : LogicalType.values())
            if (type.name().toLowerCase(Locale.ROOT).equals(text)) return type;
        Set<String> names = Keys.of(
                "string", "date", "timestamp", "time", "number", "integer", "object", "array", "map", "boolean");
        map.problem("logicalType", "found '" + text + "', expected one of " + names + Problems.nearest(text, names));
        return null;
    }

    private @Nullable YamlMap options(YamlMap map, String path) {
        Node node = map.node("logicalTypeOptions");
        return node == null
                ? null
                : new YamlMap(node, "property '" + path + "', logicalTypeOptions", Keys.OPTIONS, problems);
    }

    private static void checkFormat(@Nullable YamlMap options, String format) {
        if (options == null || format.isEmpty()) return;
        try {
            DateForm.of(format);
        } catch (IllegalArgumentException e) {
            options.problem(
                    "format", "found '" + format + "', expected a pattern such as yyyy-MM-dd: " + e.getMessage());
        }
    }

    /** What the elements of a list must be is not evaluated record by record; better said than silently dropped. */
    private void elements(Node items, String path) {
        YamlMap map = new YamlMap(items, "items of '" + path + "'", Keys.PROPERTY, problems);
        for (String stated : List.of("quality", "logicalTypeOptions", "enum"))
            if (map.has(stated))
                drafting.note(map.line(stated), "'" + stated + "' of the elements of '" + path + "' is not evaluated");
    }

    /** Compiles a pattern as RE2 does: in linear time, without look-around and back references. */
    static boolean isPattern(YamlMap map, String key, String pattern) {
        if (PatternSize.of(pattern) > PatternSize.LARGEST) {
            map.problem(
                    key,
                    "found '" + pattern + "', expected a regular expression of at most " + PatternSize.LARGEST
                            + " steps with all its repetitions");
            return false;
        }
        try {
            Pattern.compile(pattern);
            return true;
        } catch (PatternSyntaxException e) {
            map.problem(key, "found '" + pattern + "', expected a regular expression (RE2): " + e.getMessage());
            return false;
        }
    }
}
