package dev.evenflow.quality.skew;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Comparisons of one feature.
 *
 * @param compared pairs of values
 * @param differing those that differ by more than the tolerance, with {@code onlyHere} and {@code onlyThere}
 * @param onlyHere null in the other topic
 * @param onlyThere null in the topic with the rule
 * @param largest difference between two numbers, 0 without any
 * @param sum of the differences between two numbers
 */
public record FeatureTally(long compared, long differing, long onlyHere, long onlyThere, double largest, double sum) {
    static final FeatureTally NONE = new FeatureTally(0, 0, 0, 0, 0, 0);

    FeatureTally and(FeatureTally other) {
        return new FeatureTally(
                compared + other.compared,
                differing + other.differing,
                onlyHere + other.onlyHere,
                onlyThere + other.onlyThere,
                Math.max(largest, other.largest),
                sum + other.sum);
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(compared);
        out.writeLong(differing);
        out.writeLong(onlyHere);
        out.writeLong(onlyThere);
        out.writeDouble(largest);
        out.writeDouble(sum);
    }

    static FeatureTally read(DataInput in) throws IOException {
        return new FeatureTally(
                in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readDouble(), in.readDouble());
    }
}
