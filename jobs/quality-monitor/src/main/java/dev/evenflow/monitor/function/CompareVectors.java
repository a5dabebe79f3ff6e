package dev.evenflow.monitor.function;

import dev.evenflow.monitor.codec.DatasetNews;
import dev.evenflow.monitor.codec.PairedRecord;
import dev.evenflow.quality.contract.Contract;
import dev.evenflow.quality.contract.Requirement;
import dev.evenflow.quality.contract.Rule;
import dev.evenflow.quality.skew.ComparisonTally;
import dev.evenflow.quality.skew.SkewRule;
import dev.evenflow.quality.skew.ValueComparison;
import java.io.Serializable;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Compares the values that two topics have for the same thing: rules of skew. Keys outside of a rule's sample are dropped. */
public final class CompareVectors implements KeyVerdicts {
    private static final long serialVersionUID = 1L;

    /** A rule with the dataset whose contract has it. */
    private record DatasetRule(String dataset, SkewRule rule) implements Serializable {}

    private final HashMap<String, DatasetRule> rules = new HashMap<>();
    private transient @Nullable Map<String, ComparisonTally> tallies;

    public CompareVectors(Collection<Contract> contracts) {
        for (Contract contract : contracts) {
            for (Rule rule : contract.rules()) {
                if (!(rule.requirement() instanceof Requirement.Skew)) continue;
                rules.put(
                        PairedRecord.ruleKey(contract.dataset(), rule.id()),
                        new DatasetRule(contract.dataset(), SkewRule.of(rule)));
            }
        }
    }

    @Override
    public @Nullable Kept arrive(byte @Nullable [] state, PairedRecord record) {
        String ruleKey = PairedRecord.ruleKey(record.dataset(), record.rule());
        DatasetRule known = rules.get(ruleKey);
        if (known == null || !known.rule.takes(record.key())) return null;
        ValueComparison comparison = ValueComparison.of(known.rule, state);
        comparison.arrive(record.here(), record.logTime(), record.values(), tally(ruleKey, known.rule));
        return new Kept(comparison.toBytes(), comparison.wakeMs());
    }

    @Override
    public @Nullable Kept due(byte[] state, String ruleKey, long nowMs) {
        DatasetRule known = rules.get(ruleKey);
        // A rule that left its contract while keys of it waited.
        if (known == null) return null;
        ValueComparison comparison = ValueComparison.of(known.rule, state);
        if (comparison.due(nowMs, tally(ruleKey, known.rule))) return null;
        return new Kept(state, comparison.wakeMs());
    }

    private ComparisonTally tally(String ruleKey, SkewRule rule) {
        if (tallies == null) tallies = new LinkedHashMap<>();
        return tallies.computeIfAbsent(ruleKey, key -> new ComparisonTally(rule.id()));
    }

    @Override
    public void drain(Consumer<DatasetNews> out) {
        if (tallies == null) return;
        tallies.forEach((ruleKey, tally) -> {
            DatasetRule known = rules.get(ruleKey);
            if (known == null || tally.isEmpty()) return;
            out.accept(new DatasetNews(
                    known.dataset, DatasetNews.Kind.COMPARISON, Math.max(0, tally.lastMs()), tally.toBytes()));
        });
        tallies.clear();
    }
}
