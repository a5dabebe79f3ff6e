package dev.evenflow.platform.kubernetes;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The schema in a CustomResourceDefinition, read strictly: a field that it does not know is a problem, where a cluster would
 * drop it in silence.
 *
 * <p>Of OpenAPI it knows what generated definitions use: type, properties, additionalProperties, items, enum and
 * x-kubernetes-int-or-string. A definition that constrains by anything else is refused.
 *
 * @param schema the node openAPIV3Schema
 */
record CustomResourceSchema(Map<String, Object> schema) {
    private static final Set<String> KNOWN = Set.of(
            "type",
            "properties",
            "additionalProperties",
            "items",
            "enum",
            "anyOf",
            "x-kubernetes-int-or-string",
            "description");

    /** What every object has; the definition leaves it to the API server. */
    private static final Set<String> COMMON = Set.of("apiVersion", "kind", "metadata");

    static CustomResourceSchema of(Map<String, Object> definition, String version) {
        for (Object candidate : list(map(definition.get("spec")).get("versions"))) {
            Map<String, Object> one = map(candidate);
            if (version.equals(one.get("name")))
                return new CustomResourceSchema(map(map(one.get("schema")).get("openAPIV3Schema")));
        }
        throw new IllegalArgumentException("the definition has no version '" + version + "'");
    }

    /** A part of it, by the names of nested properties. */
    CustomResourceSchema at(String... path) {
        Map<String, Object> node = schema;
        for (String name : path) node = map(map(node.get("properties")).get(name));
        return new CustomResourceSchema(node);
    }

    /** Everything that is wrong with an object, each with its place. */
    List<String> problems(Map<String, Object> object) {
        Map<String, Object> rest = new java.util.LinkedHashMap<>(object);
        rest.keySet().removeAll(COMMON);
        List<String> problems = new ArrayList<>();
        check(schema, rest, "", problems);
        return problems;
    }

    private static void check(Map<String, Object> schema, @Nullable Object value, String at, List<String> problems) {
        Set<String> unknown = new HashSet<>(schema.keySet());
        unknown.removeAll(KNOWN);
        if (!unknown.isEmpty()) throw new IllegalArgumentException("the schema of " + at + " has " + unknown);
        if (Boolean.TRUE.equals(schema.get("x-kubernetes-int-or-string"))) {
            if (!(value instanceof String || value instanceof Integer))
                problems.add(at + ": '" + value + "', expected an integer or a string");
            return;
        }
        String type = String.valueOf(schema.get("type"));
        if (!isOf(type, value)) {
            problems.add(at + ": '" + value + "', expected type " + type);
            return;
        }
        if (schema.get("enum") instanceof List<?> values && !values.contains(value))
            problems.add(at + ": '" + value + "', expected one of " + values);
        if (value instanceof Map<?, ?>) checkFields(schema, map(value), at, problems);
        if (value instanceof List<?> items) {
            for (int i = 0; i < items.size(); i++)
                check(map(schema.get("items")), items.get(i), at + "[" + i + "]", problems);
        }
    }

    private static void checkFields(
            Map<String, Object> schema, Map<String, Object> fields, String at, List<String> problems) {
        Map<String, Object> properties = map(schema.getOrDefault("properties", Map.of()));
        Object others = schema.get("additionalProperties");
        fields.forEach((name, value) -> {
            String place = at + "." + name;
            if (properties.containsKey(name)) check(map(properties.get(name)), value, place, problems);
            else if (others instanceof Map<?, ?>) check(map(others), value, place, problems);
            else problems.add(place + ": no such field, expected one of " + properties.keySet());
        });
    }

    private static boolean isOf(String type, @Nullable Object value) {
        return switch (type) {
            case "string" -> value instanceof String;
            case "integer" -> value instanceof Integer || value instanceof Long;
            case "number" -> value instanceof Number;
            case "boolean" -> value instanceof Boolean;
            case "array" -> value instanceof List<?>;
            case "object" -> value instanceof Map<?, ?>;
            default -> throw new IllegalArgumentException("the schema has a type '" + type + "'");
        };
    }

    @SuppressWarnings("unchecked") // keys of YAML's objects are strings here
    static Map<String, Object> map(@Nullable Object node) {
        if (node instanceof Map<?, ?>) return (Map<String, Object>) node;
        throw new IllegalArgumentException("'" + node + "', expected an object");
    }

    static List<?> list(@Nullable Object node) {
        if (node instanceof List<?> list) return list;
        throw new IllegalArgumentException("'" + node + "', expected a list");
    }
}
