package dev.evenflow.monitor.function;

import dev.evenflow.quality.check.FieldReader;
import dev.evenflow.quality.check.RowChecks;
import dev.evenflow.quality.check.SchemaCheck;
import dev.evenflow.quality.contract.Contract;
import dev.evenflow.quality.contract.ContractField;
import dev.evenflow.quality.contract.Requirement;
import dev.evenflow.quality.contract.Rule;
import dev.evenflow.quality.profile.KeyHash;
import dev.evenflow.quality.profile.ProfilePlan;
import dev.evenflow.quality.skew.ComparedFields;
import dev.evenflow.quality.window.PartitionNews;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** What is looked up once for each schema that records of a dataset are written with. */
final class SchemaPlan {
    private final @Nullable FieldReader eventTime;
    private final ProfilePlan profile;
    private final List<Key> keys = new ArrayList<>();
    private final List<Group> groups = new ArrayList<>();
    private final List<Side> sides = new ArrayList<>();
    private final RowChecks rows;
    private final @Nullable String schemaProblem;
    private final @Nullable Rule schemaRule;

    /** Fields whose duplicates are counted. */
    record Key(String name, KeyHash hash) {}

    /** A field that freshness is looked at by. */
    record Group(String field, FieldReader value) {}

    /** A side of a rule across topics, for the records of this schema. @param compared null where a partner is all that counts */
    record Side(CrossRule rule, KeyHash key, @Nullable ComparedFields compared) {}

    SchemaPlan(Contract contract, List<CrossRule> crossRules, Schema schema) {
        String time = contract.eventTime();
        eventTime = time == null ? null : FieldReader.of(schema, time);
        Set<String> withheld = new HashSet<>();
        for (ContractField field : contract.fields()) if (field.sensitive()) withheld.add(field.path());
        profile = ProfilePlan.of(schema, Set.of(), withheld);
        for (List<String> key : contract.uniqueKeys()) {
            if (key.stream().allMatch(field -> FieldReader.of(schema, field).exists()))
                keys.add(new Key(String.join(",", key), KeyHash.of(schema, key)));
        }
        for (String field : contract.groupings()) {
            FieldReader path = FieldReader.of(schema, field);
            if (path.exists()) groups.add(new Group(field, path));
        }
        for (CrossRule rule : crossRules) {
            if (!rule.key().stream()
                    .allMatch(field -> FieldReader.of(schema, field).exists())) continue;
            ComparedFields compared =
                    rule.skew() == null ? null : ComparedFields.of(schema, rule.fields(), new HashSet<>(rule.key()));
            sides.add(new Side(rule, KeyHash.of(schema, rule.key()), compared));
        }
        rows = RowChecks.compile(contract, schema);
        List<Rule> readable = contract.rules(Requirement.Readable.class);
        schemaRule = readable.isEmpty() ? null : readable.get(0);
        SchemaCheck check = SchemaCheck.of(contract, schema);
        schemaProblem = check.compatible() ? null : check.breakingProblems();
    }

    /** Milliseconds since 1970; {@link PartitionNews#NONE} where the record has none. */
    long eventTime(IndexedRecord record) {
        return eventTime == null ? PartitionNews.NONE : eventTime.millis(record);
    }

    ProfilePlan profile() {
        return profile;
    }

    List<Key> keys() {
        return keys;
    }

    List<Group> groups() {
        return groups;
    }

    List<Side> sides() {
        return sides;
    }

    RowChecks rows() {
        return rows;
    }

    /** What of the schema breaks the contract; null where nothing does. */
    @Nullable
    String schemaProblem() {
        return schemaProblem;
    }

    @Nullable
    Rule schemaRule() {
        return schemaRule;
    }
}
