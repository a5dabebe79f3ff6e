package dev.evenflow.quality.check;

/**
 * What a check is about. The order is that of causes: where several dimensions of one thing fail, the first explains the
 * others.
 */
public enum Dimension {
    SCHEMA,
    FRESHNESS,
    VOLUME,
    CONSISTENCY,
    COMPLETENESS,
    VALIDITY,
    UNIQUENESS,
    DRIFT,
    SKEW
}
