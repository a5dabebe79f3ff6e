package dev.evenflow.quality.contract;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A data contract: who owns a dataset, what its fields are, and which rules hold of it.
 *
 * @param file where it was read from, for messages
 * @param dataset topic or table: the schema's {@code physicalName}
 * @param record full name of the Avro record; empty where the contract does not say
 * @param owner of the team whose role is owner; empty without
 * @param runbook address of what to do; empty without
 * @param eventTime path of the field that says when a record happened; null without
 * @param key paths of the fields that make a record's identity, in order; empty without
 * @param properties the contract's custom properties that are texts
 * @param notes what the contract states and nothing here evaluates, one a line, with line numbers
 */
public record Contract(
        String file,
        String dataset,
        String version,
        String record,
        String owner,
        String runbook,
        @Nullable String eventTime,
        List<String> key,
        List<ContractField> fields,
        List<Rule> rules,
        Map<String, String> properties,
        List<String> notes) {

    public Contract {
        key = List.copyOf(key);
        fields = List.copyOf(fields);
        rules = List.copyOf(rules);
        properties = Map.copyOf(properties);
        notes = List.copyOf(notes);
    }

    /** @param file its name, for messages; a {@link ContractException} lists all problems with their lines */
    public static Contract parse(String file, String text) throws ContractException {
        return new ContractParser(file).parse(text);
    }

    public @Nullable ContractField field(String path) {
        for (ContractField field : fields) if (field.path().equals(path)) return field;
        return null;
    }

    public @Nullable Rule rule(String id) {
        for (Rule rule : rules) if (rule.id().equals(id)) return rule;
        return null;
    }

    /** The rules that ask for one kind of thing, in the order of the file. */
    public <R extends Requirement> List<Rule> rules(Class<R> kind) {
        List<Rule> found = new ArrayList<>();
        for (Rule rule : rules) if (kind.isInstance(rule.requirement())) found.add(rule);
        return found;
    }

    /** The keys whose duplicates some rule counts, each once: a window needs one sample of keys for each. */
    public List<List<String>> uniqueKeys() {
        LinkedHashSet<List<String>> keys = new LinkedHashSet<>();
        for (Rule rule : rules) if (rule.requirement() instanceof Requirement.Unique unique) keys.add(unique.fields());
        return List.copyOf(keys);
    }

    /** Fields that freshness or gaps are looked at by, each once. */
    public List<String> groupings() {
        LinkedHashSet<String> fields = new LinkedHashSet<>();
        for (Rule rule : rules) {
            String groupBy = rule.requirement() instanceof Requirement.Freshness freshness
                    ? freshness.groupBy()
                    : rule.requirement() instanceof Requirement.Gap gap ? gap.groupBy() : null;
            if (groupBy != null) fields.add(groupBy);
        }
        return List.copyOf(fields);
    }
}
