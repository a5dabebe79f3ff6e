package dev.evenflow.quality.check;

/** How bad it is when a rule fails, from what is only told to what wakes somebody. */
public enum Severity {
    INFO,
    WARNING,
    ERROR,
    CRITICAL
}
