package dev.evenflow.quality.contract;

/** What follows from a rule that fails. */
public enum Mode {
    /** Scored, raises incidents, and its offending records go to quarantine as copies. */
    ENFORCE,
    /** On trial: scored apart; no incidents, no quarantine. */
    SHADOW,
    /** As {@link #ENFORCE}, and offending records do not pass the gate. */
    GATE
}
