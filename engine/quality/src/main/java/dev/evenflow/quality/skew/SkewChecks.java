package dev.evenflow.quality.skew;

import dev.evenflow.quality.check.CheckResult;
import dev.evenflow.quality.check.Outcome;
import dev.evenflow.quality.contract.Requirement;
import dev.evenflow.quality.contract.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Judges rules of skew by what was compared, feature by feature. */
public final class SkewChecks {
    private SkewChecks() {}

    /**
     * One result for each feature that was compared, or one for the rule that is unknown.
     *
     * @param tally null, or empty, where nothing was compared
     * @param shadow whether the whole contract is on trial
     * @throws IllegalArgumentException if the rule is not about skew
     */
    public static List<CheckResult> judge(Rule rule, @Nullable ComparisonTally tally, boolean shadow) {
        if (!(rule.requirement() instanceof Requirement.Skew asks))
            throw new IllegalArgumentException("rule " + rule.id() + " is not about skew, expected skew");
        if (tally == null || tally.features().isEmpty()) {
            String detail = tally == null || tally.unpaired() == 0
                    ? "No pair of records was compared in this window."
                    : "No pair of records was compared in this window; " + tally.unpaired()
                            + " had no partner in time.";
            return List.of(result(rule, asks, rule.subject(), shadow, Outcome.UNKNOWN, null, -1, -1, detail));
        }
        List<CheckResult> results = new ArrayList<>();
        for (Map.Entry<String, FeatureTally> entry : tally.features().entrySet()) {
            FeatureTally feature = entry.getValue();
            double value = asks.unit().of(feature.differing(), feature.compared());
            Outcome outcome = asks.bound().holds(value) ? Outcome.PASS : Outcome.FAIL;
            results.add(result(
                    rule,
                    asks,
                    entry.getKey(),
                    shadow,
                    outcome,
                    value,
                    feature.differing(),
                    feature.compared(),
                    detail(entry.getKey(), feature, asks)));
        }
        return results;
    }

    private static String detail(String name, FeatureTally feature, Requirement.Skew asks) {
        StringBuilder text = new StringBuilder(name + " differed from " + asks.with() + " in " + feature.differing()
                + " of " + feature.compared() + " records");
        if (feature.differing() > 0) text.append(String.format(Locale.ROOT, ", by %.6g at most", feature.largest()));
        if (feature.onlyHere() > 0) text.append(", ").append(feature.onlyHere()).append(" null there only");
        if (feature.onlyThere() > 0)
            text.append(", ").append(feature.onlyThere()).append(" null here only");
        return text.append('.').toString();
    }

    private static CheckResult result(
            Rule rule,
            Requirement.Skew asks,
            String subject,
            boolean shadow,
            Outcome outcome,
            @Nullable Double value,
            long failed,
            long total,
            String detail) {
        return new CheckResult(
                rule.id(),
                subject,
                rule.dimension(),
                rule.severity(),
                shadow || rule.shadow(),
                outcome,
                "values that differ, in " + asks.unit().text(),
                value,
                failed,
                total,
                rule.expected(),
                detail,
                null);
    }
}
