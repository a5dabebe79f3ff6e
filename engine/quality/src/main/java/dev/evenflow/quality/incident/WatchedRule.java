package dev.evenflow.quality.incident;

import dev.evenflow.quality.check.CheckResult;
import dev.evenflow.quality.check.Dimension;
import dev.evenflow.quality.check.Outcome;
import dev.evenflow.quality.check.Severity;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * How one rule has fared on one subject of one dataset: since when it fails, since when it passes again. Mutable.
 *
 * <p>What is unknown changes neither: a field of which nothing arrives is neither broken nor mended.
 */
final class WatchedRule {
    static final long NEVER = -1;

    /** The likelier cause first; a total order within a dataset. */
    static final Comparator<WatchedRule> BY_CAUSE = Comparator.comparingInt(
                    (WatchedRule rule) -> Causes.rank(rule.dimension()))
            .thenComparing(rule -> rule.result.severity(), Comparator.reverseOrder())
            .thenComparing(rule -> !rule.subject().isEmpty())
            .thenComparingLong(rule -> rule.failingFromMs)
            .thenComparing(WatchedRule::rule)
            .thenComparing(WatchedRule::subject);

    /** Names a rule on a subject. */
    record Key(String dataset, String rule, String subject) {}

    final Key key;
    /** The last failing result, or the last at all before the first failure; without its distributions. */
    CheckResult result;

    Outcome outcome = Outcome.UNKNOWN;
    long sustainMs;
    long recoverMs;
    String owner = "";
    String runbook = "";
    /** Up to when it was measured. */
    long lookedToMs = Long.MIN_VALUE;
    /** The caller's clock at the last observation. */
    long heardAtMs;
    /** The current run of failures: its begin, the end of its first measurement, begin and end of its last. */
    long failingFromMs = NEVER;

    long firstFailureToMs = NEVER;
    long lastFailureFromMs = NEVER;
    long lastFailureToMs = NEVER;
    /** The run of passes since then. */
    long passingFromMs = NEVER;

    long passingToMs = NEVER;
    /** Since when it waits for the verdict on what may be its cause, by the caller's clock. */
    long heldSinceMs = NEVER;

    /** No longer checked: its contract changed, or its partition is gone. */
    boolean gone;

    @Nullable
    OpenIncident incident;

    WatchedRule(Key key, CheckResult result) {
        this.key = key;
        this.result = withoutDistributions(result);
    }

    String dataset() {
        return key.dataset;
    }

    String rule() {
        return key.rule;
    }

    String subject() {
        return key.subject;
    }

    Dimension dimension() {
        return result.dimension();
    }

    Severity severity() {
        return result.severity();
    }

    void observe(Observation seen, long nowMs) {
        heardAtMs = nowMs;
        gone = false;
        // A window that is judged again after later ones says nothing about now.
        if (seen.windowEndMs() < lookedToMs) return;
        lookedToMs = seen.windowEndMs();
        sustainMs = seen.sustainMs();
        recoverMs = seen.recoverMs();
        owner = seen.owner();
        runbook = seen.runbook();
        outcome = seen.result().outcome();
        switch (outcome) {
            case FAIL -> {
                result = withoutDistributions(seen.result());
                if (failingFromMs == NEVER) {
                    failingFromMs = seen.windowStartMs();
                    firstFailureToMs = seen.windowEndMs();
                }
                lastFailureFromMs = seen.windowStartMs();
                lastFailureToMs = seen.windowEndMs();
                passingFromMs = NEVER;
            }
            case PASS -> {
                if (incident == null) {
                    calm();
                } else {
                    if (passingFromMs == NEVER) passingFromMs = Math.max(seen.windowStartMs(), lastFailureToMs);
                    passingToMs = seen.windowEndMs();
                }
            }
            case UNKNOWN -> {}
        }
    }

    /** Fails, and no incident says so yet. */
    boolean isCandidate() {
        return incident == null && failingFromMs != NEVER && outcome == Outcome.FAIL;
    }

    /** A candidate that has failed for as long as its rule asks. */
    boolean isDue() {
        return isCandidate() && lastFailureToMs - failingFromMs >= sustainMs;
    }

    boolean hasRecovered() {
        return gone || passingFromMs != NEVER && passingToMs - passingFromMs >= recoverMs;
    }

    /** Forgets the run of failures. */
    void calm() {
        failingFromMs = NEVER;
        firstFailureToMs = NEVER;
        lastFailureFromMs = NEVER;
        lastFailureToMs = NEVER;
        passingFromMs = NEVER;
        passingToMs = NEVER;
        heldSinceMs = NEVER;
    }

    void leave() {
        gone = true;
        if (incident == null) calm();
        else if (passingFromMs == NEVER) passingFromMs = Math.max(lookedToMs, lastFailureToMs);
    }

    /** Begins a new run of failures with the last one: what came before had another cause. */
    void failAnew() {
        failingFromMs = lastFailureFromMs;
        firstFailureToMs = lastFailureToMs;
        heldSinceMs = NEVER;
    }

    private static CheckResult withoutDistributions(CheckResult result) {
        if (result.drift() == null) return result;
        return new CheckResult(
                result.rule(),
                result.subject(),
                result.dimension(),
                result.severity(),
                result.shadow(),
                result.outcome(),
                result.metric(),
                result.value(),
                result.failed(),
                result.total(),
                result.expected(),
                result.detail(),
                null);
    }
}
