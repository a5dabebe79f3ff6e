package dev.evenflow.quality.incident;

import dev.evenflow.quality.check.CheckResult;

/**
 * A check result with when it was measured and what its rule asks before somebody is told. Times in milliseconds since 1970.
 *
 * @param windowStartMs first instant the measurement covers; for a look at a moment, that moment
 * @param windowEndMs end of what it covers
 * @param sustainMs for how long the rule must fail before an incident opens; 0 for at once
 * @param recoverMs for how long it must pass before the incident is over; 0 for the first pass
 * @param runbook what to do; empty where there is none
 * @param quiet whether the records were history when they were judged: never an incident
 */
public record Observation(
        String dataset,
        CheckResult result,
        long windowStartMs,
        long windowEndMs,
        long sustainMs,
        long recoverMs,
        String owner,
        String runbook,
        boolean quiet) {
    public Observation {
        if (windowEndMs < windowStartMs)
            throw new IllegalArgumentException("the window of rule " + result.rule() + " of " + dataset + " ends at "
                    + windowEndMs + ", before its start " + windowStartMs);
        if (sustainMs < 0 || recoverMs < 0)
            throw new IllegalArgumentException("rule " + result.rule() + " of " + dataset + " has sustain " + sustainMs
                    + " ms and recover " + recoverMs + " ms, expected 0 or more");
    }
}
