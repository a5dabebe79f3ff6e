package dev.evenflow.quality.check;

import dev.evenflow.quality.contract.Requirement.Drift;
import dev.evenflow.quality.contract.Rule;
import dev.evenflow.quality.drift.DriftMethod;
import dev.evenflow.quality.drift.DriftOptions;
import dev.evenflow.quality.drift.DriftResult;
import dev.evenflow.quality.drift.FieldDrift;
import dev.evenflow.quality.profile.FieldProfile;
import dev.evenflow.quality.profile.RecordProfile;
import java.util.Locale;
import java.util.Optional;

/**
 * The distance of a field from the baseline, over one window or several. Unknown without a baseline, without enough records, or where
 * the method finds nothing to compare. Missingness is the difference of the shares of nulls (L-infinity of present against missing).
 */
final class DriftCheck {
    private DriftCheck() {}

    static CheckResult of(Rule rule, Drift drift, WindowFacts facts) {
        DriftMethod method = drift.method();
        String metric = method == null ? "missingness" : method.contractName();
        RecordProfile baseline = facts.baseline();
        if (baseline == null) return WindowChecks.unknown(rule, metric, "There is no baseline to compare with.");
        FieldProfile before = baseline.field(drift.field());
        if (before == null)
            return WindowChecks.unknown(
                    rule, metric, "The baseline " + facts.baselineName() + " does not have " + drift.field() + ".");
        RecordProfile recent = drift.windows() == 1 ? facts.profile() : facts.recent(drift.windows());
        FieldProfile now = recent.field(drift.field());
        if (now == null || recent.records() < drift.minimumRecords())
            return WindowChecks.unknown(
                    rule,
                    metric,
                    recent.records() + " records are fewer than the " + drift.minimumRecords() + " it takes.");
        Optional<DriftResult> measured = method == null
                ? FieldDrift.missingness(DriftMethod.L_INFINITY, before, now)
                : FieldDrift.compare(method, before, now, DriftOptions.DEFAULT.withBins(drift.bins()));
        if (measured.isEmpty() || Double.isNaN(measured.get().value()))
            return WindowChecks.unknown(rule, metric, "There is no value of " + drift.field() + " to compare.");
        DriftResult result = measured.get();
        boolean passes = drift.bound().holds(result.value());
        return new CheckResult(
                rule.id(),
                rule.subject(),
                rule.dimension(),
                rule.severity(),
                rule.shadow(),
                passes ? Outcome.PASS : Outcome.FAIL,
                metric,
                result.value(),
                -1,
                recent.records(),
                rule.expected(),
                detail(drift, metric, result, facts.baselineName()),
                result);
    }

    private static String detail(Drift drift, String metric, DriftResult result, String baseline) {
        String over = drift.windows() == 1 ? "" : " over " + drift.windows() + " windows";
        return String.format(
                Locale.ROOT,
                "%s of %s from baseline %s%s is %.4f, from %.0f values against %.0f.",
                metric,
                drift.field(),
                baseline,
                over,
                result.value(),
                result.currentTotal(),
                result.baselineTotal());
    }
}
