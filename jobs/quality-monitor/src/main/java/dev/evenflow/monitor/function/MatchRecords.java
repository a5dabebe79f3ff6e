package dev.evenflow.monitor.function;

import dev.evenflow.monitor.codec.DatasetNews;
import dev.evenflow.monitor.codec.PairedRecord;
import dev.evenflow.quality.contract.Contract;
import dev.evenflow.quality.contract.Requirement;
import dev.evenflow.quality.contract.Rule;
import dev.evenflow.quality.reconcile.PairMatch;
import dev.evenflow.quality.reconcile.PairRule;
import dev.evenflow.quality.reconcile.PairTally;
import java.io.Serializable;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Decides whether records have their partners in another topic: rules of reconciliation and of label coverage. */
public final class MatchRecords implements KeyVerdicts {
    private static final long serialVersionUID = 1L;

    /** A rule with the dataset whose contract has it. */
    private record DatasetRule(String dataset, PairRule rule) implements Serializable {}

    private final HashMap<String, DatasetRule> rules = new HashMap<>();
    private transient @Nullable Map<String, PairTally> tallies;

    public MatchRecords(Collection<Contract> contracts) {
        for (Contract contract : contracts) {
            for (Rule rule : contract.rules()) {
                if (!(rule.requirement() instanceof Requirement.Reconciliation)
                        && !(rule.requirement() instanceof Requirement.LabelCoverage)) continue;
                rules.put(
                        PairedRecord.ruleKey(contract.dataset(), rule.id()),
                        new DatasetRule(contract.dataset(), PairRule.of(rule)));
            }
        }
    }

    @Override
    public @Nullable Kept arrive(byte @Nullable [] state, PairedRecord record) {
        String ruleKey = PairedRecord.ruleKey(record.dataset(), record.rule());
        DatasetRule known = rules.get(ruleKey);
        if (known == null) return null;
        PairMatch match = PairMatch.of(known.rule, state);
        match.arrive(record.here(), record.logTime(), record.partition(), record.offset(), tally(ruleKey, known.rule));
        return new Kept(match.toBytes(), match.wakeMs());
    }

    @Override
    public @Nullable Kept due(byte[] state, String ruleKey, long nowMs) {
        DatasetRule known = rules.get(ruleKey);
        // A rule that left its contract while keys of it waited.
        if (known == null) return null;
        PairMatch match = PairMatch.of(known.rule, state);
        if (match.due(nowMs, tally(ruleKey, known.rule))) return null;
        return new Kept(match.toBytes(), match.wakeMs());
    }

    private PairTally tally(String ruleKey, PairRule rule) {
        if (tallies == null) tallies = new LinkedHashMap<>();
        return tallies.computeIfAbsent(ruleKey, key -> new PairTally(rule.id()));
    }

    @Override
    public void drain(Consumer<DatasetNews> out) {
        if (tallies == null) return;
        tallies.forEach((ruleKey, tally) -> {
            DatasetRule known = rules.get(ruleKey);
            if (known == null || tally.isEmpty()) return;
            out.accept(new DatasetNews(
                    known.dataset, DatasetNews.Kind.PAIRS, Math.max(0, tally.lastMs()), tally.toBytes()));
        });
        tallies.clear();
    }
}
