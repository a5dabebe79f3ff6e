package dev.evenflow.quality.reconcile;

import dev.evenflow.quality.check.CheckResult;
import dev.evenflow.quality.check.Outcome;
import dev.evenflow.quality.contract.Bound;
import dev.evenflow.quality.contract.Requirement;
import dev.evenflow.quality.contract.Rule;
import dev.evenflow.quality.contract.Unit;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Judges rules about partners in other datasets by what was decided of their keys. */
public final class PairChecks {
    private PairChecks() {}

    /**
     * @param tally null, or empty, where no verdict was due: then the outcome is unknown
     * @param shadow whether the whole contract is on trial
     * @throws IllegalArgumentException if the rule is not about partners
     */
    public static CheckResult judge(Rule rule, @Nullable PairTally tally, boolean shadow) {
        PairRule asks = PairRule.of(rule);
        long judged = 0;
        long missing = 0;
        if (tally != null && asks.judgesHere()) {
            judged += tally.here();
            missing += tally.hereMissing();
        }
        if (tally != null && asks.judgesThere()) {
            judged += tally.there();
            missing += tally.thereMissing();
        }
        boolean coverage = rule.requirement() instanceof Requirement.LabelCoverage;
        String what = coverage ? "labels" : "partners";
        String within = String.format(Locale.ROOT, "%.0f s", asks.withinMs() / 1_000.0);
        if (tally == null || judged == 0) {
            String nothing =
                    "No record's time for its " + what + " ran out in this window, so there is nothing to judge.";
            return result(rule, shadow, Outcome.UNKNOWN, coverage, null, -1, -1, nothing);
        }
        double value =
                coverage ? 100.0 - Unit.PERCENT.of(missing, judged) : unit(rule).of(missing, judged);
        StringBuilder detail = new StringBuilder(missing + " of " + judged + " records had no "
                + (coverage ? "label" : "partner") + " within " + within);
        if (tally.late() > 0) detail.append("; ").append(tally.late()).append(" came later");
        if (!tally.examples().isEmpty())
            detail.append("; for example ")
                    .append(tally.examples().stream()
                            .map(place -> (place.here() ? "here" : "there") + " partition " + place.partition()
                                    + " offset " + place.offset())
                            .collect(Collectors.joining(", ")));
        Outcome outcome = bound(rule).holds(value) ? Outcome.PASS : Outcome.FAIL;
        return result(
                rule,
                shadow,
                outcome,
                coverage,
                value,
                missing,
                judged,
                detail.append('.').toString());
    }

    private static Bound bound(Rule rule) {
        return rule.requirement() instanceof Requirement.LabelCoverage asks
                ? asks.bound()
                : ((Requirement.Reconciliation) rule.requirement()).bound();
    }

    private static Unit unit(Rule rule) {
        return ((Requirement.Reconciliation) rule.requirement()).unit();
    }

    private static CheckResult result(
            Rule rule,
            boolean shadow,
            Outcome outcome,
            boolean coverage,
            @Nullable Double value,
            long failed,
            long total,
            String detail) {
        return new CheckResult(
                rule.id(),
                rule.subject(),
                rule.dimension(),
                rule.severity(),
                shadow || rule.shadow(),
                outcome,
                coverage
                        ? "percent of records with a label"
                        : "records without partner, in " + unit(rule).text(),
                value,
                failed,
                total,
                rule.expected(),
                detail,
                null);
    }
}
