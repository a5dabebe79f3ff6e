package dev.evenflow.platform.quality.check;

import dev.evenflow.platform.quality.data.DataFiles;
import dev.evenflow.quality.baseline.Baseline;
import dev.evenflow.quality.check.CheckResult;
import dev.evenflow.quality.check.Outcome;
import dev.evenflow.quality.check.RowChecks;
import dev.evenflow.quality.check.SchemaCheck;
import dev.evenflow.quality.check.Violations;
import dev.evenflow.quality.check.WindowChecks;
import dev.evenflow.quality.contract.Contract;
import dev.evenflow.quality.contract.Requirement;
import dev.evenflow.quality.contract.Rule;
import dev.evenflow.quality.profile.KeyHash;
import dev.evenflow.quality.profile.KeySample;
import dev.evenflow.quality.profile.ProfilePlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Holds files against a contract with the engine of the monitor, all rows as one window. CSV is read as texts, which the contract's types
 * interpret; for drift it is read once more with the types that {@code quality baseline} would find.
 */
public final class DataCheck {
    /** Takes the rows that go to quarantine, in order. */
    @FunctionalInterface
    public interface Quarantine {
        void accept(Path file, long row, List<Violations.Violation> violations);
    }

    private static final class Compiled {
        final RowChecks rows;
        final Map<List<String>, KeyHash> keys = new java.util.LinkedHashMap<>();

        Compiled(Contract contract, Schema schema) {
            rows = RowChecks.compile(contract, schema);
            for (List<String> key : contract.uniqueKeys())
                if (hasAll(schema, key)) keys.put(key, KeyHash.of(schema, key));
        }

        private static boolean hasAll(Schema schema, List<String> key) {
            for (String path : key) {
                Schema at = schema;
                for (String name : path.split("\\.")) {
                    Schema.Field field = at.getType() == Schema.Type.RECORD ? at.getField(name) : null;
                    if (field == null) return false;
                    at = field.schema();
                    if (at.getType() == Schema.Type.UNION)
                        at = at.getTypes().stream()
                                .filter(branch -> branch.getType() != Schema.Type.NULL)
                                .findFirst()
                                .orElse(at);
                }
            }
            return true;
        }
    }

    private final Contract contract;
    private final List<Path> paths;
    private final boolean byPosition;
    private final @Nullable Baseline baseline;
    private final String baselineName;
    private final Map<Schema, Compiled> compiled = new IdentityHashMap<>();
    private final Set<String> schemaFindings = new LinkedHashSet<>();
    private final Violations violations = new Violations();
    private @Nullable String breaking;
    private long quarantined;

    /** @param byPosition whether the columns of CSV are the contract's fields in their order, whatever the header says */
    public DataCheck(
            Contract contract, List<Path> paths, boolean byPosition, @Nullable Baseline baseline, String baselineName) {
        this.contract = contract;
        this.paths = paths;
        this.byPosition = byPosition;
        this.baseline = baseline;
        this.baselineName = baselineName;
    }

    public CheckReport run(Quarantine quarantine) {
        List<String> columns = byPosition
                ? contract.fields().stream().map(field -> field.path()).toList()
                : null;
        DataFiles data = DataFiles.ofTexts(paths, columns);
        FileFacts facts = new FileFacts(data.files(), baseline, baselineName);
        data.read((file, row, record) -> {
            Compiled checks = compiled.computeIfAbsent(record.getSchema(), this::compile);
            int partition = data.files().indexOf(file);
            facts.records++;
            checks.rows.check(record, partition, row, facts.tally, violations);
            checks.keys.forEach((key, hash) ->
                    facts.keys.computeIfAbsent(key, fields -> new KeySample()).add(hash.hash(record)));
            if (violations.quarantined()) {
                quarantined++;
                quarantine.accept(file, row, violations.all());
            }
        });
        if (baseline != null && !contract.rules(Requirement.Drift.class).isEmpty()) profile(facts);
        return new CheckReport(
                contract,
                data.files(),
                facts.records,
                quarantined,
                results(facts),
                List.copyOf(schemaFindings),
                notEvaluated());
    }

    private Compiled compile(Schema schema) {
        SchemaCheck check = SchemaCheck.of(contract, typed(schema));
        for (SchemaCheck.Finding finding : check.findings()) schemaFindings.add(finding.toString());
        if (!check.compatible()) breaking = check.breakingProblems();
        return new Compiled(contract, schema);
    }

    /** Texts of CSV carry whatever type the contract gives them; the rules on types look at each. */
    private Schema typed(Schema schema) {
        if (!"csv".equals(schema.getNamespace())) return schema;
        List<Schema.Field> fields = new ArrayList<>();
        for (Schema.Field field : schema.getFields()) {
            var declared = contract.field(field.name());
            Schema type = declared == null || declared.type() == null
                    ? field.schema()
                    : switch (declared.type()) {
                        case NUMBER -> Schema.create(Schema.Type.DOUBLE);
                        case INTEGER, DATE, TIMESTAMP, TIME -> Schema.create(Schema.Type.LONG);
                        case BOOLEAN -> Schema.create(Schema.Type.BOOLEAN);
                        default -> field.schema();
                    };
            fields.add(new Schema.Field(field.name(), type));
        }
        return Schema.createRecord(schema.getName(), null, schema.getNamespace(), false, fields);
    }

    private void profile(FileFacts facts) {
        Set<String> compared = new LinkedHashSet<>();
        for (Rule rule : contract.rules(Requirement.Drift.class))
            compared.add(((Requirement.Drift) rule.requirement()).field());
        Map<Schema, ProfilePlan> plans = new IdentityHashMap<>();
        new DataFiles(paths, null)
                .read((file, row, record) -> facts.profile.add(
                        plans.computeIfAbsent(record.getSchema(), schema -> plan(schema, compared)), record));
    }

    private static ProfilePlan plan(Schema schema, Set<String> compared) {
        Set<String> others = new LinkedHashSet<>();
        for (String name : ProfilePlan.of(schema, Set.of()).fieldNames())
            if (!compared.contains(name)) others.add(name);
        return ProfilePlan.of(schema, others);
    }

    private List<CheckResult> results(FileFacts facts) {
        List<CheckResult> results = new ArrayList<>();
        for (CheckResult result : WindowChecks.evaluate(contract, facts)) {
            Rule rule = contract.rule(result.rule());
            if (rule == null || !decidedByFiles(rule.requirement())) continue;
            boolean ofSchema = rule.requirement() instanceof Requirement.Readable;
            results.add(ofSchema && breaking != null ? broken(result, breaking, facts.records) : result);
        }
        return results;
    }

    private static CheckResult broken(CheckResult readable, String problems, long records) {
        return new CheckResult(
                readable.rule(),
                readable.subject(),
                readable.dimension(),
                readable.severity(),
                readable.shadow(),
                Outcome.FAIL,
                readable.metric(),
                (double) records,
                records,
                records,
                readable.expected(),
                "The data do not have the contract's schema: " + problems + ".",
                null);
    }

    private static boolean decidedByFiles(Requirement requirement) {
        return requirement instanceof Requirement.OfRecords
                || requirement instanceof Requirement.Readable
                || requirement instanceof Requirement.Unique
                || requirement instanceof Requirement.RowCount
                || requirement instanceof Requirement.Drift
                || requirement instanceof Requirement.LabelDelay;
    }

    private List<String> notEvaluated() {
        List<String> notes = new ArrayList<>(contract.notes());
        for (Rule rule : contract.rules())
            if (!decidedByFiles(rule.requirement()))
                notes.add("line " + rule.line() + ": '" + rule.id()
                        + "' takes a running monitor; files do not decide it");
        return notes;
    }
}
