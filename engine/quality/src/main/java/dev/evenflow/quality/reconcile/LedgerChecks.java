package dev.evenflow.quality.reconcile;

import dev.evenflow.quality.check.CheckResult;
import dev.evenflow.quality.check.Outcome;
import dev.evenflow.quality.contract.Requirement;
import dev.evenflow.quality.contract.Rule;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Judges rules about a ledger by how it stands to its topics. */
public final class LedgerChecks {
    private LedgerChecks() {}

    /**
     * @param tally null where nobody looked; then, and where nothing was due yet, the outcome is unknown
     * @param shadow whether the whole contract is on trial
     * @throws IllegalArgumentException if the rule is not about a ledger
     */
    public static CheckResult judge(Rule rule, @Nullable LedgerTally tally, boolean shadow) {
        if (!(rule.requirement() instanceof Requirement.Ledger asks))
            throw new IllegalArgumentException("rule " + rule.id() + " is not about a ledger, expected ledger");
        boolean known = tally != null && (tally.due() > 0 || tally.skipped() > 0);
        if (tally == null || !known)
            return result(rule, asks, shadow, Outcome.UNKNOWN, null, -1, -1, "No offset was due in the ledger yet.");
        long missing = tally.overdue() + tally.skipped();
        long due = Math.max(missing, tally.due());
        double value = asks.unit().of(missing, due);
        StringBuilder detail = new StringBuilder(String.format(
                Locale.ROOT,
                "Of %d offsets older than %.0f s, %d are not accounted for",
                due,
                asks.withinMs() / 1_000.0,
                missing));
        if (!tally.examples().isEmpty()) detail.append(": ").append(String.join("; ", tally.examples()));
        Outcome outcome = asks.bound().holds(value) ? Outcome.PASS : Outcome.FAIL;
        return result(
                rule,
                asks,
                shadow,
                outcome,
                value,
                missing,
                due,
                detail.append('.').toString());
    }

    private static CheckResult result(
            Rule rule,
            Requirement.Ledger asks,
            boolean shadow,
            Outcome outcome,
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
                "offsets not in the ledger, in " + asks.unit().text(),
                value,
                failed,
                total,
                rule.expected(),
                detail,
                null);
    }
}
