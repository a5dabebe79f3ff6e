package dev.evenflow.quality.skew;

import dev.evenflow.quality.contract.Requirement;
import dev.evenflow.quality.contract.Rule;
import dev.evenflow.quality.profile.ValueHash;
import java.io.Serializable;

/**
 * What a rule of skew asks of a pair.
 *
 * @param withinMs how much later, by the log's time, the second record may come
 * @param sample share of the keys that is compared
 */
public record SkewRule(String id, Tolerance tolerance, long withinMs, double sample) implements Serializable {
    /** @throws IllegalArgumentException if the rule is not about skew */
    public static SkewRule of(Rule rule) {
        if (rule.requirement() instanceof Requirement.Skew asks)
            return new SkewRule(
                    rule.id(), new Tolerance(asks.relative(), asks.absolute()), asks.withinMs(), asks.sample());
        throw new IllegalArgumentException("rule " + rule.id() + " is not about skew, expected skew");
    }

    /** Whether a key is in the sample: the same on both sides, and in every rule with the same share. */
    public boolean takes(long key) {
        // hashed once more, for a hash that is a plain number would take neighbours
        return sample >= 1 || (ValueHash.of(key) >>> 11) * 0x1.0p-53 < sample;
    }
}
