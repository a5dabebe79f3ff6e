package dev.evenflow.quality.reconcile;

import dev.evenflow.quality.contract.Requirement;
import dev.evenflow.quality.contract.Requirement.Direction;
import dev.evenflow.quality.contract.Rule;
import java.io.Serializable;

/**
 * What a rule asks of a key.
 *
 * @param withinMs how much later, by the log's time, a partner may come
 * @param judgesHere whether a record of the topic with the rule must have its partner
 * @param judgesThere whether a record of the other topic must
 */
public record PairRule(String id, long withinMs, boolean judgesHere, boolean judgesThere) implements Serializable {
    /** @throws IllegalArgumentException if the rule is not about partners */
    public static PairRule of(Rule rule) {
        if (rule.requirement() instanceof Requirement.Reconciliation asks)
            return new PairRule(
                    rule.id(), asks.withinMs(), asks.direction() != Direction.FROM, asks.direction() != Direction.TO);
        if (rule.requirement() instanceof Requirement.LabelCoverage asks)
            return new PairRule(rule.id(), asks.withinMs(), false, true);
        throw new IllegalArgumentException("rule " + rule.id()
                + " is not about partners in another dataset, expected reconciliation or labelCoverage");
    }

    boolean judges(boolean here) {
        return here ? judgesHere : judgesThere;
    }
}
