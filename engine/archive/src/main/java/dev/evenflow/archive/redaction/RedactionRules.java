package dev.evenflow.archive.redaction;

import dev.evenflow.yaml.YamlLimits;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The rule of each field of a record, from an ODCS contract: the property's custom property {@code redaction}. A property
 * without one is encrypted if it is restricted or tagged as personal, else kept.
 */
public final class RedactionRules {
    private static final String REDACTION = "redaction";
    private static final String PERSONAL = "pii-";

    private final Schema schema;
    private final Map<String, Redaction> rules;

    private RedactionRules(Schema schema, Map<String, Redaction> rules) {
        this.schema = schema;
        this.rules = rules;
    }

    /**
     * @param file name of the contract, for messages
     * @param contract its text, ODCS 3 in YAML
     * @param schema of the records
     * @throws RedactionException if the contract is not one, misses a field, or asks what the field's type cannot do
     */
    public static RedactionRules parse(String file, String contract, Schema schema) {
        Map<String, Redaction> rules = new LinkedHashMap<>();
        for (Map<?, ?> property : properties(file, contract)) {
            String name = String.valueOf(property.get("name"));
            Schema.Field field = schema.getField(name);
            if (field == null)
                throw new RedactionException(
                        file,
                        name,
                        schema.getFullName() + " has no such field, expected one of "
                                + schema.getFields().stream()
                                        .map(Schema.Field::name)
                                        .toList());
            Redaction rule = rule(file, name, property);
            requirePossible(file, field, rule);
            rules.put(name, rule);
        }
        for (Schema.Field field : schema.getFields())
            if (!rules.containsKey(field.name()))
                throw new RedactionException(
                        file,
                        "no property '" + field.name() + "', expected one for each field of " + schema.getFullName());
        return new RedactionRules(schema, rules);
    }

    /** The rule of a field of the record. */
    public Redaction of(String field) {
        return Objects.requireNonNull(rules.get(field), field);
    }

    Schema schema() {
        return schema;
    }

    private static Redaction rule(String file, String name, Map<?, ?> property) {
        if (property.get("customProperties") instanceof List<?> custom)
            for (Object each : custom)
                if (each instanceof Map<?, ?> map && REDACTION.equals(map.get("property"))) {
                    String value = String.valueOf(map.get("value"));
                    for (Redaction rule : Redaction.values())
                        if (rule.name().toLowerCase(Locale.ROOT).equals(value)) return rule;
                    throw new RedactionException(
                            file,
                            name,
                            "redaction is '" + value + "', expected one of "
                                    + Arrays.stream(Redaction.values())
                                            .map(rule -> rule.name().toLowerCase(Locale.ROOT))
                                            .toList());
                }
        boolean personal = property.get("tags") instanceof List<?> tags
                && tags.stream().anyMatch(tag -> String.valueOf(tag).startsWith(PERSONAL));
        return personal || "restricted".equals(property.get("classification")) ? Redaction.ENCRYPT : Redaction.KEEP;
    }

    private static void requirePossible(String file, Schema.Field field, Redaction rule) {
        boolean text = withoutNull(field.schema()).getType() == Schema.Type.STRING;
        if ((rule == Redaction.MASK || rule == Redaction.HASH) && !text)
            throw new RedactionException(
                    file,
                    field.name(),
                    "redaction " + word(rule) + " of type " + field.schema() + ", expected a string");
        if ((rule == Redaction.DROP || rule == Redaction.ENCRYPT)
                && !text
                && !field.schema().isNullable())
            throw new RedactionException(
                    file,
                    field.name(),
                    "redaction " + word(rule) + " of type " + field.schema()
                            + ", expected one that may be null, or a string: something must be left in its place");
    }

    private static String word(Redaction rule) {
        return rule.name().toLowerCase(Locale.ROOT);
    }

    static Schema withoutNull(Schema schema) {
        if (!schema.isUnion()) return schema;
        List<Schema> others = schema.getTypes().stream()
                .filter(type -> type.getType() != Schema.Type.NULL)
                .toList();
        return others.size() == 1 ? others.get(0) : schema;
    }

    private static List<Map<?, ?>> properties(String file, String contract) {
        @Nullable Object document;
        try {
            document = new Yaml(new SafeConstructor(YamlLimits.options())).load(contract);
        } catch (YAMLException e) {
            throw new RedactionException(file, "no YAML: " + e.getMessage());
        }
        if (document instanceof Map<?, ?> map
                && map.get("schema") instanceof List<?> objects
                && objects.size() == 1
                && objects.get(0) instanceof Map<?, ?> object
                && object.get("properties") instanceof List<?> list
                && list.stream().allMatch(each -> each instanceof Map<?, ?>))
            return list.stream().<Map<?, ?>>map(each -> (Map<?, ?>) each).toList();
        throw new RedactionException(file, "expected an ODCS contract: one object in 'schema' with 'properties'");
    }
}
