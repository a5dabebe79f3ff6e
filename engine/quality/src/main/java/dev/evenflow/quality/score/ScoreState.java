package dev.evenflow.quality.score;

/**
 * What a score means. The score says how much is wrong, the state whether the contract calls it wrong: one null in a million
 * leaves 99.9999 and is unhealthy where the contract allows none.
 */
public enum ScoreState {
    /** Nothing could be measured; not the same as healthy. */
    UNKNOWN,
    /** No rule fails, or only rules that are for information. */
    HEALTHY,
    /** Rules that only warn fail. */
    DEGRADED,
    /** A rule of severity error or critical fails. */
    UNHEALTHY
}
