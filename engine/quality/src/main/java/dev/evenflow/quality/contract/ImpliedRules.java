package dev.evenflow.quality.contract;

import dev.evenflow.quality.check.Dimension;
import dev.evenflow.quality.check.Severity;
import dev.evenflow.quality.contract.PropertyKeys.Declared;
import dev.evenflow.quality.contract.Requirement.OfRecords;
import dev.evenflow.yaml.YamlMap;
import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/** The rules that a schema states without saying so: required, unique, enum, and the options of logical types. */
final class ImpliedRules {
    private static final Set<String> OF_TEXT = Set.of("minLength", "maxLength", "pattern");
    private static final Set<String> OF_NUMBERS =
            Set.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf");
    private static final Set<String> OF_LISTS = Set.of("minItems", "maxItems", "uniqueItems");
    private static final Set<String> OF_OBJECTS = Set.of("minProperties", "maxProperties", "required");
    private static final String NONE = "0 records";

    private final Drafting drafting;

    ImpliedRules(Drafting drafting) {
        this.drafting = drafting;
    }

    void of(Declared declared) {
        ContractField field = declared.field();
        YamlMap map = declared.map();
        String path = field.path();
        LogicalType type = field.type();
        if (type != null && (type.isNumeric() || type.isTime() || type == LogicalType.BOOLEAN))
            record(path, "type", map.line(), new RecordTest.WrongType(path, type, field.format()));
        if (field.required() && !stated(map, "nullValues", "nullCheck"))
            drafting.implied(
                    path + ".required",
                    path,
                    Dimension.COMPLETENESS,
                    Severity.ERROR,
                    NONE,
                    "The schema says that it is required.",
                    map.line("required"),
                    new OfRecords(new RecordTest.IsNull(path), Bound.NONE_AT_ALL, Unit.ROWS));
        if (map.flag("unique", false) && !stated(map, "duplicateValues", "duplicateCount", "unique"))
            drafting.implied(
                    path + ".unique",
                    path,
                    Dimension.UNIQUENESS,
                    Severity.ERROR,
                    NONE,
                    "The schema says that it is unique.",
                    map.line("unique"),
                    new Requirement.Unique(List.of(path), Bound.NONE_AT_ALL, Unit.ROWS));
        if (map.has("enum")) enumeration(map, path);
        YamlMap options = declared.options();
        if (options != null) options(options, field);
    }

    private void record(String path, String suffix, int line, RecordTest test) {
        drafting.implied(
                path + "." + suffix,
                path,
                Dimension.VALIDITY,
                Severity.ERROR,
                NONE,
                "The schema says so.",
                line,
                new OfRecords(test, Bound.NONE_AT_ALL, Unit.ROWS));
    }

    /** Whether the property's own quality rules already speak of it: then the schema adds nothing. */
    private static boolean stated(YamlMap map, String... metrics) {
        for (Node node : map.list("quality", "a list of rules"))
            for (String key : List.of("metric", "rule")) {
                Node metric = YamlMap.child(node, key);
                if (metric != null && List.of(metrics).contains(YamlMap.text(metric))) return true;
            }
        return false;
    }

    private void enumeration(YamlMap map, String path) {
        Set<String> values = new LinkedHashSet<>();
        for (Node node : map.list("enum", "a list of values")) {
            Node value = node instanceof MappingNode ? YamlMap.child(node, "value") : node;
            String text = value == null ? null : YamlMap.text(value);
            if (text != null) values.add(text);
        }
        if (values.isEmpty()) map.problem("enum", "expected at least one value");
        record(path, "enum", map.line("enum"), new RecordTest.Invalid(path, Set.copyOf(values), null));
    }

    private void options(YamlMap options, ContractField field) {
        LogicalType type = field.type();
        fits(options, field, OF_TEXT, type == null || type == LogicalType.STRING, "a string");
        fits(options, field, OF_NUMBERS, type == null || type.isNumeric() || type.isTime(), "a number or a date");
        fits(options, field, OF_LISTS, type == null || type == LogicalType.ARRAY, "an array");
        fits(options, field, OF_OBJECTS, type == null || type == LogicalType.OBJECT, "an object");
        length(options, field.path(), "minLength", "maxLength");
        length(options, field.path(), "minItems", "maxItems");
        for (String unused : List.of("uniqueItems", "minProperties", "maxProperties"))
            if (options.has(unused))
                drafting.note(options.line(unused), "'" + unused + "' of '" + field.path() + "' is not evaluated");
        String pattern = options.optional("pattern", "a regular expression");
        if (pattern != null && PropertyKeys.isPattern(options, "pattern", pattern))
            record(
                    field.path(),
                    "pattern",
                    options.line("pattern"),
                    new RecordTest.Invalid(field.path(), null, pattern));
        range(options, field);
    }

    private static void fits(YamlMap options, ContractField field, Set<String> keys, boolean allowed, String expected) {
        if (allowed) return;
        for (String key : keys)
            if (options.has(key))
                options.problem(key, "is of " + expected + ", but the field's logicalType is " + field.type());
    }

    private void length(YamlMap options, String path, String least, String most) {
        if (!options.has(least) && !options.has(most)) return;
        Integer from = options.has(least) ? options.integer(least, 0, Integer.MAX_VALUE) : null;
        Integer to = options.has(most) ? options.integer(most, 0, Integer.MAX_VALUE) : null;
        if (from != null && to != null && from > to)
            options.problem(most, "found " + to + ", expected at least " + least + ", which is " + from);
        if ((from == null || from == 0) && to == null) return;
        record(
                path,
                least.equals("minLength") ? "length" : "items",
                options.line(options.has(least) ? least : most),
                new RecordTest.LengthOutside(path, from == null ? 0 : from, to == null ? -1 : to));
    }

    private void range(YamlMap options, ContractField field) {
        if (OF_NUMBERS.stream().noneMatch(options::has)) return;
        // 3.0: a flag beside minimum; 3.1: the excluded number itself.
        boolean belowIsFlag = isFlag(options, "exclusiveMinimum");
        boolean aboveIsFlag = isFlag(options, "exclusiveMaximum");
        BigDecimal minimum = number(options, "minimum", field);
        BigDecimal maximum = number(options, "maximum", field);
        boolean minimumExcluded = belowIsFlag && options.flag("exclusiveMinimum", false);
        boolean maximumExcluded = aboveIsFlag && options.flag("exclusiveMaximum", false);
        if (!belowIsFlag && options.has("exclusiveMinimum")) {
            minimum = number(options, "exclusiveMinimum", field);
            minimumExcluded = true;
        }
        if (!aboveIsFlag && options.has("exclusiveMaximum")) {
            maximum = number(options, "exclusiveMaximum", field);
            maximumExcluded = true;
        }
        BigDecimal multipleOf = number(options, "multipleOf", field);
        if (multipleOf != null && multipleOf.signum() <= 0) options.problem("multipleOf", "expected a number above 0");
        if (minimum != null && maximum != null && minimum.compareTo(maximum) > 0)
            options.problem("maximum", "is less than the minimum");
        if (minimum == null && maximum == null && (multipleOf == null || multipleOf.signum() <= 0)) return;
        record(
                field.path(),
                "range",
                options.line(),
                new RecordTest.OutOfRange(
                        field.path(), minimum, minimumExcluded, maximum, maximumExcluded, multipleOf));
    }

    private static boolean isFlag(YamlMap options, String key) {
        Node node = options.node(key);
        String text = node == null ? null : YamlMap.text(node);
        return "true".equals(text) || "false".equals(text);
    }

    private static @Nullable BigDecimal number(YamlMap options, String key, ContractField field) {
        LogicalType type = field.type();
        boolean time = type != null && type.isTime() && !key.equals("multipleOf");
        String expected = time ? "a date or time, as the field's format has it or in ISO 8601" : "a number";
        String text = options.optional(key, expected);
        if (text == null) return null;
        if (!time) {
            BigDecimal number = BoundKeys.number(text);
            if (number == null) options.problem(key, "found '" + text + "', expected " + expected);
            return number;
        }
        Long millis = DateForm.of("").millis(text);
        if (millis == null && !field.format().isEmpty())
            millis = DateForm.of(field.format()).millis(text);
        if (millis == null) options.problem(key, "found '" + text + "', expected " + expected);
        return millis == null ? null : BigDecimal.valueOf(millis);
    }
}
