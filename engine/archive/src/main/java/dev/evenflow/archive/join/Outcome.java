package dev.evenflow.archive.join;

/** What becomes of a half that arrives. */
public enum Outcome {
    /** It is the first of its id: it waits for its partner. */
    WAIT,
    /** Its partner waited: both become one row. */
    PAIR,
    /** Its partner waited, but names another subject or region: both become rows of their own. */
    MISMATCH,
    /** The same record was here before: it is counted and needs no row. */
    DUPLICATE,
    /** Another record of its side has its id: it becomes a row of its own, and the first one stays. */
    CONFLICT,
    /** Its partner was archived alone, because this came too late: it becomes a row of its own. */
    LATE
}
