package dev.evenflow.quality.check;

import dev.evenflow.quality.contract.Contract;
import dev.evenflow.quality.contract.ContractField;
import dev.evenflow.quality.contract.RecordTest;
import dev.evenflow.quality.contract.Requirement.LabelDelay;
import dev.evenflow.quality.contract.Requirement.OfRecords;
import dev.evenflow.quality.contract.Rule;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a contract that are decided on each record, compiled for the records of one writer's schema. Not for several threads.
 * Nothing is allocated for a record that breaks nothing, except by expressions and by patterns that are more than a code.
 */
public final class RowChecks {
    private static final int LONGEST_VALUE = 80;
    private static final String WITHHELD = "(withheld)";

    private record Compiled(Rule rule, RecordTest test, Offence offence, boolean withheld) {}

    private record Delay(String rule, FieldReader from, Reading fromTime, FieldReader to, Reading toTime) {}

    private final Compiled[] rules;
    private final Delay[] delays;
    private final List<String> ids;

    private RowChecks(List<Compiled> rules, List<Delay> delays) {
        this.rules = rules.toArray(new Compiled[0]);
        this.delays = delays.toArray(new Delay[0]);
        this.ids = rules.stream().map(compiled -> compiled.rule().id()).toList();
    }

    /** @param writer schema of the records that will come; its fields are found by name */
    public static RowChecks compile(Contract contract, Schema writer) {
        if (writer.getType() != Schema.Type.RECORD)
            throw new IllegalArgumentException(
                    "contract of " + contract.dataset() + ": expected a record schema, found " + writer.getType());
        List<Compiled> rules = new ArrayList<>();
        List<Delay> delays = new ArrayList<>();
        for (Rule rule : contract.rules()) {
            if (rule.requirement() instanceof OfRecords of) {
                Offence offence = Offences.of(of.test(), contract, writer);
                rules.add(new Compiled(rule, of.test(), offence, withheld(contract, of.test(), offence)));
            } else if (rule.requirement() instanceof LabelDelay delay) {
                FieldReader from = FieldReader.of(writer, delay.eventTime());
                FieldReader to = FieldReader.of(writer, delay.knownAt());
                delays.add(new Delay(
                        rule.id(),
                        from,
                        Offences.reading(contract.field(delay.eventTime()), from),
                        to,
                        Offences.reading(contract.field(delay.knownAt()), to)));
            }
        }
        return new RowChecks(rules, delays);
    }

    private static boolean withheld(Contract contract, RecordTest test, Offence offence) {
        List<String> fields =
                offence instanceof ConditionOffence condition ? condition.fields() : List.of(test.field());
        for (String path : fields) {
            ContractField field = contract.field(path);
            if (field != null && field.sensitive()) return true;
        }
        return false;
    }

    /** Ids of the rules it decides, in the order of the contract. */
    public List<String> ids() {
        return ids;
    }

    /** Holds one record against every rule. {@code violations} then has those it broke, and only those. */
    public void check(IndexedRecord record, int partition, long offset, RuleTally tally, Violations violations) {
        violations.clear();
        tally.counted(this);
        for (int i = 0; i < rules.length; i++) {
            Compiled compiled = rules[i];
            if (compiled.offence.in(record)) offended(i, compiled, record, partition, offset, tally, violations);
        }
        for (Delay delay : delays) {
            Object from = delay.from.read(record);
            Object to = delay.to.read(record);
            if (from == null || to == null) continue;
            Number start = delay.fromTime.number(from);
            Number end = delay.toTime.number(to);
            if (start != null && end != null)
                tally.measured(delay.rule, (end.doubleValue() - start.doubleValue()) / 1000);
        }
    }

    private static void offended(
            int index,
            Compiled compiled,
            IndexedRecord record,
            int partition,
            long offset,
            RuleTally tally,
            Violations violations) {
        boolean kept = tally.failed(index, partition, offset);
        boolean shown = compiled.rule.quarantine() || kept;
        String value = !shown ? "" : compiled.withheld ? WITHHELD : shorten(compiled.offence.evidence(record));
        if (kept) tally.sample(index, new RuleTally.Sample(partition, offset, value));
        violations.add(compiled.rule, detail(compiled, value));
    }

    private static String detail(Compiled compiled, String value) {
        boolean tellsItself = value.isEmpty() || compiled.test instanceof RecordTest.IsNull;
        return compiled.test.offence() + (tellsItself ? "" : ": " + value);
    }

    private static String shorten(@Nullable Object value) {
        if (value == null) return "null";
        String text = Reading.text(value);
        return text.length() <= LONGEST_VALUE
                ? text
                : text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, LONGEST_VALUE) - 1)) + "…";
    }
}
