package dev.evenflow.quality.contract;

import dev.evenflow.quality.check.Dimension;
import dev.evenflow.quality.check.Severity;

/**
 * One rule of a contract.
 *
 * @param id unique in the contract: the rule's {@code id} or {@code name}, else what it is about and what it asks for. State and
 *     incidents are keyed by it
 * @param subject the field's path, or empty for the whole dataset; freshness adds partition or group when it is evaluated
 * @param sustainMs how long it must fail before somebody is told
 * @param recoverMs how long it must pass before it is over
 * @param quarantine whether a record that offends goes to quarantine; only rules decided on each record, and that on its schema
 * @param expected the bound, for a person
 * @param runbook address of what to do; empty without
 * @param line in the contract's file
 */
public record Rule(
        String id,
        String subject,
        Dimension dimension,
        Severity severity,
        Mode mode,
        long sustainMs,
        long recoverMs,
        boolean quarantine,
        String expected,
        String description,
        String runbook,
        int line,
        Requirement requirement) {

    public boolean shadow() {
        return mode == Mode.SHADOW;
    }

    /** Whether a record that offends is kept from those who read behind the gate. */
    public boolean gates() {
        return mode == Mode.GATE && quarantine;
    }
}
