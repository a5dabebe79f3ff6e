package dev.evenflow.quality.incident;

import dev.evenflow.quality.check.CheckResult;
import dev.evenflow.quality.check.Dimension;
import dev.evenflow.quality.check.Severity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All there is to say of an incident at one moment. Times in milliseconds since 1970.
 *
 * @param id the same for as long as the incident lasts, and never used again
 * @param subject what it is about; empty for the whole dataset
 * @param dimension of the rule that is the likely cause
 * @param rule the likely cause
 * @param severity the highest of its rules
 * @param failingSinceMs begin of the first failing measurement
 * @param openedAtMs when it had failed for as long as the rule asks
 * @param changedAtMs time of this record
 * @param resolution why it is over
 * @param sequence 0 when opened, one more with each change
 * @param evidence the checks that have not recovered, the cause first; when it is over, how they last failed. Without distributions:
 *     these are with the scores
 * @param suppressedBy incident that explains this one
 */
public record Incident(
        String id,
        String dataset,
        String subject,
        Dimension dimension,
        String rule,
        Severity severity,
        String summary,
        long failingSinceMs,
        long openedAtMs,
        long changedAtMs,
        @Nullable Long resolvedAtMs,
        @Nullable String resolution,
        int sequence,
        List<CheckResult> evidence,
        @Nullable String suppressedBy,
        String owner,
        String runbook) {
    public Incident {
        evidence = List.copyOf(evidence);
    }
}
