package dev.evenflow.quality.drift;

import java.util.Map;

/**
 * Records by category, perhaps only of the frequent ones: what {@code total} has beyond the counts is in no category that
 * is known by name.
 */
public record CategoryCounts(Map<String, Double> counts, double total) {
    public CategoryCounts {
        counts = Map.copyOf(counts);
        double sum = counts.values().stream().mapToDouble(Double::doubleValue).sum();
        // a sketch of frequent items may count an item a little too often
        total = Math.max(total, sum);
    }

    /** Where every record has its category. */
    public static CategoryCounts of(Map<String, Double> counts) {
        return new CategoryCounts(counts, 0);
    }

    double rest() {
        return total - counts.values().stream().mapToDouble(Double::doubleValue).sum();
    }
}
