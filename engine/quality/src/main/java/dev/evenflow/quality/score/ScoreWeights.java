package dev.evenflow.quality.score;

import dev.evenflow.quality.check.Dimension;
import dev.evenflow.quality.check.Severity;
import java.util.EnumMap;
import java.util.Map;

/**
 * How much a dimension counts in the overall score. Within a dimension a check counts by its severity: 1, 2, 4, 8 from info
 * to critical.
 */
public record ScoreWeights(Map<Dimension, Double> dimensions) {
    /** What makes data unusable counts twice. */
    public static final ScoreWeights DEFAULT = new ScoreWeights(Map.of(
            Dimension.SCHEMA, 2.0,
            Dimension.FRESHNESS, 2.0,
            Dimension.VOLUME, 1.0,
            Dimension.CONSISTENCY, 2.0,
            Dimension.COMPLETENESS, 2.0,
            Dimension.VALIDITY, 2.0,
            Dimension.UNIQUENESS, 1.0,
            Dimension.DRIFT, 1.0,
            Dimension.SKEW, 2.0));

    /** @throws IllegalArgumentException names the dimension whose weight is not a number from 0 up */
    public ScoreWeights {
        dimensions.forEach((dimension, weight) -> {
            if (!(weight >= 0) || weight.isInfinite())
                throw new IllegalArgumentException(
                        "weight of " + dimension + " is " + weight + ", expected a number from 0 up");
        });
        dimensions = dimensions.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(dimensions));
    }

    /** These weights, except where {@code others} has one. */
    public ScoreWeights with(Map<Dimension, Double> others) {
        Map<Dimension, Double> merged = new EnumMap<>(Dimension.class);
        merged.putAll(dimensions);
        merged.putAll(others);
        return new ScoreWeights(merged);
    }

    /** Weight of a dimension; 1 where none was declared. */
    public double of(Dimension dimension) {
        return dimensions.getOrDefault(dimension, 1.0);
    }

    static double of(Severity severity) {
        return 1 << severity.ordinal();
    }
}
