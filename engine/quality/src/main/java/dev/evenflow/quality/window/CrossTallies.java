package dev.evenflow.quality.window;

import dev.evenflow.quality.check.CheckResult;
import dev.evenflow.quality.contract.Contract;
import dev.evenflow.quality.contract.Requirement;
import dev.evenflow.quality.contract.Rule;
import dev.evenflow.quality.reconcile.LedgerChecks;
import dev.evenflow.quality.reconcile.LedgerTally;
import dev.evenflow.quality.reconcile.PairChecks;
import dev.evenflow.quality.reconcile.PairTally;
import dev.evenflow.quality.skew.ComparisonTally;
import dev.evenflow.quality.skew.SkewChecks;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What was found since the last verdict by comparing a dataset with others: its verdicts come later than the records, so
 * they belong to no window; they are judged with the next one.
 */
final class CrossTallies {
    private final TreeMap<String, PairTally> pairs = new TreeMap<>();
    private final TreeMap<String, ComparisonTally> comparisons = new TreeMap<>();
    private final TreeMap<String, LedgerTally> ledgers = new TreeMap<>();

    void add(PairTally tally) {
        pairs.merge(tally.rule(), tally, (ours, theirs) -> {
            ours.merge(theirs);
            return ours;
        });
    }

    void add(ComparisonTally tally) {
        comparisons.merge(tally.rule(), tally, (ours, theirs) -> {
            ours.merge(theirs);
            return ours;
        });
    }

    void add(LedgerTally tally) {
        ledgers.merge(tally.rule(), tally, LedgerTally::and);
    }

    /** Judges all rules of that kind, and begins anew. */
    List<CheckResult> judge(Contract contract) {
        List<CheckResult> results = new ArrayList<>();
        for (Rule rule : contract.rules()) {
            Requirement asks = rule.requirement();
            if (asks instanceof Requirement.Reconciliation || asks instanceof Requirement.LabelCoverage)
                results.add(PairChecks.judge(rule, pairs.get(rule.id()), false));
            else if (asks instanceof Requirement.Skew)
                results.addAll(SkewChecks.judge(rule, comparisons.get(rule.id()), false));
            else if (asks instanceof Requirement.Ledger)
                results.add(LedgerChecks.judge(rule, ledgers.get(rule.id()), false));
        }
        pairs.clear();
        comparisons.clear();
        ledgers.clear();
        return results;
    }

    void write(DataOutputStream out) throws IOException {
        parts(out, pairs.values().stream().map(PairTally::toBytes).toList());
        parts(out, comparisons.values().stream().map(ComparisonTally::toBytes).toList());
        parts(out, ledgers.values().stream().map(LedgerTally::toBytes).toList());
    }

    static CrossTallies read(DataInputStream in) throws IOException {
        CrossTallies read = new CrossTallies();
        for (int n = in.readInt(); n > 0; n--) read.add(PairTally.fromBytes(in.readNBytes(in.readInt())));
        for (int n = in.readInt(); n > 0; n--) read.add(ComparisonTally.fromBytes(in.readNBytes(in.readInt())));
        for (int n = in.readInt(); n > 0; n--) read.add(LedgerTally.fromBytes(in.readNBytes(in.readInt())));
        return read;
    }

    private static void parts(DataOutputStream out, List<byte[]> parts) throws IOException {
        out.writeInt(parts.size());
        for (byte[] part : parts) {
            out.writeInt(part.length);
            out.write(part);
        }
    }
}
