package dev.evenflow.features.spec;

/** What a feature computes over its window. Nulls are skipped; an empty window gives 0 or null as noted, never NaN. */
public enum Aggregate {
    /** Events, or non-null values of the field. Long, empty 0. */
    COUNT,
    /** Sum of the field. Double, empty 0. */
    SUM,
    /** Mean of the field. Double, empty null. */
    AVG,
    /** Smallest value of the field. Double, empty null. */
    MIN,
    /** Largest value of the field. Double, empty null. */
    MAX,
    /** Sample variance (n - 1) of the field. Double, null below two values. */
    VARIANCE,
    /** Square root of the sample variance. Double, null below two values. */
    STDDEV,
    /** The latest non-null value of the field. Double or text as the field, empty null. */
    LAST,
    /** The latest non-null value before the event: LAST without the event itself. */
    PREVIOUS,
    /** Milliseconds since the previous (matching) event of the window. Long, empty null. */
    TIME_SINCE_PREVIOUS,
    /** Events that fulfil the label (or {@code where}) by events of the window. Double, empty null. */
    RATE,
    /** Distinct non-null values of the field, exact up to the cap. Long, empty 0. */
    DISTINCT,
    /** 1 if the event's value of the field (or, without a field, any event) does not occur earlier in the window, else 0; null if the value is null. Long. */
    FIRST_SEEN,
    /** Great-circle kilometres from the previous event that has coordinates. Double, null without. */
    DISTANCE_FROM_PREVIOUS,
    /** Kilometres per hour from there; null where no time has passed. Double. */
    SPEED_FROM_PREVIOUS
}
