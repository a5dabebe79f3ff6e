package dev.evenflow.quality.drift;

import java.util.Arrays;

/**
 * An empirical distribution: distinct values in ascending order and the share of records at or below each. Of a whole
 * sample it is exact; of a quantile sketch's retained items it has the sketch's rank error.
 *
 * <p>Errors: an empty or unsorted one is refused, as is NaN.
 */
public final class Distribution {
    private final double[] values;
    private final double[] cumulative;
    private final double records;

    private Distribution(double[] values, double[] cumulative, double records) {
        this.values = values;
        this.cumulative = cumulative;
        this.records = records;
    }

    /** Of all values of a sample, in any order. */
    public static Distribution of(double... sample) {
        double[] sorted = sample.clone();
        Arrays.sort(sorted);
        double[] weights = new double[sorted.length];
        Arrays.fill(weights, 1);
        return weighted(sorted, weights);
    }

    /** Of values in ascending order, each standing for so many records; equal ones may repeat. */
    public static Distribution weighted(double[] sorted, double[] weights) {
        if (sorted.length == 0 || sorted.length != weights.length) {
            throw new IllegalArgumentException(
                    "a distribution needs values and as many weights, got " + sorted.length + " and " + weights.length);
        }
        double[] values = new double[sorted.length];
        double[] cumulative = new double[sorted.length];
        int distinct = 0;
        double sum = 0;
        for (int i = 0; i < sorted.length; i++) {
            if (Double.isNaN(sorted[i]) || (i > 0 && sorted[i] < sorted[i - 1])) {
                throw new IllegalArgumentException(
                        "values must be numbers in ascending order, got " + sorted[i] + " at position " + i);
            }
            sum += weights[i];
            if (distinct > 0 && values[distinct - 1] == sorted[i]) {
                cumulative[distinct - 1] = sum;
            } else {
                values[distinct] = sorted[i];
                cumulative[distinct++] = sum;
            }
        }
        if (!(sum > 0)) {
            throw new IllegalArgumentException("a distribution needs records, the weights sum to " + sum);
        }
        for (int i = 0; i < distinct; i++) {
            cumulative[i] /= sum;
        }
        return new Distribution(Arrays.copyOf(values, distinct), Arrays.copyOf(cumulative, distinct), sum);
    }

    /** How many records it stands for. */
    public double records() {
        return records;
    }

    /** How many different values it has. */
    public int size() {
        return values.length;
    }

    public double min() {
        return values[0];
    }

    public double max() {
        return values[values.length - 1];
    }

    double value(int i) {
        return values[i];
    }

    /** Share at or below the value at that position; 0 before the first. */
    double cumulative(int i) {
        return i < 0 ? 0 : cumulative[i];
    }

    /** Share of records at or below {@code x}. */
    public double atOrBelow(double x) {
        int i = Arrays.binarySearch(values, x);
        return cumulative(i >= 0 ? i : -i - 2);
    }

    /** Share of records below {@code x}. */
    public double below(double x) {
        int i = Arrays.binarySearch(values, x);
        return cumulative(i >= 0 ? i - 1 : -i - 2);
    }

    /** The smallest value with at least the share {@code q} of the records at or below it. */
    public double quantile(double q) {
        int from = 0;
        int to = values.length - 1;
        while (from < to) {
            int middle = (from + to) >>> 1;
            // a share that is a sum of weights and one that was computed differ in the last digit
            if (cumulative[middle] >= q - 1e-12) {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        return values[from];
    }

    public double mean() {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += values[i] * (cumulative[i] - cumulative(i - 1));
        }
        return sum;
    }

    /** Of the population: divided by the number of records. */
    public double standardDeviation() {
        double mean = mean();
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += (values[i] - mean) * (values[i] - mean) * (cumulative[i] - cumulative(i - 1));
        }
        return Math.sqrt(sum);
    }
}
