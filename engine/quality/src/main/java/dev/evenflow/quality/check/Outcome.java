package dev.evenflow.quality.check;

/** Of a check. {@code UNKNOWN}: there was nothing, or not enough, to measure; it is not a pass. */
public enum Outcome {
    PASS,
    FAIL,
    UNKNOWN
}
