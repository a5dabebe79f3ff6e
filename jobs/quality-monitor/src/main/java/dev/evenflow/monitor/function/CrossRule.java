package dev.evenflow.monitor.function;

import dev.evenflow.quality.contract.Contract;
import dev.evenflow.quality.contract.Requirement;
import dev.evenflow.quality.contract.Rule;
import dev.evenflow.quality.skew.SkewRule;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule that pairs records of two topics, from the side of one of them.
 *
 * @param dataset whose contract has the rule
 * @param here whether this side is that dataset
 * @param key fields of this side that make the key
 * @param fields what is compared; empty for all that both have
 * @param skew null where a partner is all that counts
 */
record CrossRule(
        String dataset, String id, boolean here, List<String> key, List<String> fields, @Nullable SkewRule skew) {

    /** The rules that have the topic on a side; those whose other side is not watched can say nothing and are left out. */
    static List<CrossRule> of(String topic, List<Contract> contracts) {
        List<CrossRule> rules = new ArrayList<>();
        for (Contract contract : contracts) {
            for (Rule rule : contract.rules()) {
                if (rule.requirement() instanceof Requirement.Reconciliation asks)
                    add(rules, topic, contracts, contract, rule, asks.with(), asks.key(), asks.otherKey(), List.of());
                else if (rule.requirement() instanceof Requirement.LabelCoverage asks)
                    add(rules, topic, contracts, contract, rule, asks.of(), asks.key(), asks.otherKey(), List.of());
                else if (rule.requirement() instanceof Requirement.Skew asks)
                    add(
                            rules,
                            topic,
                            contracts,
                            contract,
                            rule,
                            asks.with(),
                            asks.key(),
                            asks.otherKey(),
                            asks.fields());
            }
        }
        return rules;
    }

    private static void add(
            List<CrossRule> rules,
            String topic,
            List<Contract> contracts,
            Contract contract,
            Rule rule,
            String other,
            List<String> key,
            List<String> otherKey,
            List<String> fields) {
        if (contracts.stream().noneMatch(each -> each.dataset().equals(other))) return;
        SkewRule skew = rule.requirement() instanceof Requirement.Skew ? SkewRule.of(rule) : null;
        if (contract.dataset().equals(topic))
            rules.add(new CrossRule(contract.dataset(), rule.id(), true, key, fields, skew));
        if (other.equals(topic)) rules.add(new CrossRule(contract.dataset(), rule.id(), false, otherKey, fields, skew));
    }
}
