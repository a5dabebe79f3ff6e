package dev.evenflow.quality.profile;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Count, extremes, sum and central moments up to the third of finite numbers; merges.
 *
 * <p>A batch is summed in two passes (around its own mean) and merged by the pairwise formulas of Chan, Golub, LeVeque (1979)
 * and Pébay (SAND2008-6212), so that a small spread around a large mean keeps its digits.
 */
final class Moments {
    long count;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    double mean;
    double m2;
    double m3;
    private double sum;
    private double sumError;

    void add(double[] values, int from, int to) {
        int n = to - from;
        if (n <= 0) {
            return;
        }
        double low = min;
        double high = max;
        double total = 0;
        for (int i = from; i < to; i++) {
            double value = values[i];
            if (value < low) {
                low = value;
            }
            if (value > high) {
                high = value;
            }
            total += value;
        }
        min = low;
        max = high;
        double center = total / n;
        double squares = 0;
        double cubes = 0;
        for (int i = from; i < to; i++) {
            double delta = values[i] - center;
            double square = delta * delta;
            squares += square;
            cubes += square * delta;
        }
        combine(n, center, squares, cubes);
        addToSum(total);
    }

    /** Adds i as often as {@code counts[i]} says. */
    void addCounts(long[] counts) {
        long n = 0;
        double total = 0;
        for (int i = 0; i < counts.length; i++) {
            n += counts[i];
            total += (double) counts[i] * i;
            if (counts[i] > 0) {
                min = Math.min(min, i);
                max = Math.max(max, i);
            }
        }
        if (n == 0) {
            return;
        }
        double center = total / n;
        double squares = 0;
        double cubes = 0;
        for (int i = 0; i < counts.length; i++) {
            double delta = i - center;
            squares += counts[i] * delta * delta;
            cubes += counts[i] * delta * delta * delta;
        }
        combine(n, center, squares, cubes);
        addToSum(total);
    }

    void merge(Moments other) {
        if (other.count == 0) {
            return;
        }
        min = Math.min(min, other.min);
        max = Math.max(max, other.max);
        combine(other.count, other.mean, other.m2, other.m3);
        addToSum(other.sum);
        addToSum(other.sumError);
    }

    double sum() {
        return sum + sumError;
    }

    private void combine(long n, double otherMean, double otherM2, double otherM3) {
        if (count == 0) {
            count = n;
            mean = otherMean;
            m2 = otherM2;
            m3 = otherM3;
            return;
        }
        double a = count;
        double b = n;
        double all = a + b;
        double delta = otherMean - mean;
        m3 += otherM3
                + delta * delta * delta * a * b * (a - b) / (all * all)
                + 3 * delta * (a * otherM2 - b * m2) / all;
        m2 += otherM2 + delta * delta * a * b / all;
        mean += delta * b / all;
        count += n;
    }

    /** Neumaier's compensated sum: the order of merging shows in the last digit at most. */
    private void addToSum(double value) {
        double next = sum + value;
        sumError += Math.abs(sum) >= Math.abs(value) ? (sum - next) + value : (value - next) + sum;
        sum = next;
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(count);
        for (double value : new double[] {min, max, mean, m2, m3, sum, sumError}) {
            out.writeDouble(value);
        }
    }

    static Moments read(DataInput in) throws IOException {
        Moments moments = new Moments();
        moments.count = in.readLong();
        moments.min = in.readDouble();
        moments.max = in.readDouble();
        moments.mean = in.readDouble();
        moments.m2 = in.readDouble();
        moments.m3 = in.readDouble();
        moments.sum = in.readDouble();
        moments.sumError = in.readDouble();
        return moments;
    }
}
