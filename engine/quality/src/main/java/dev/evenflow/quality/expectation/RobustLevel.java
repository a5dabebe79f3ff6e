package dev.evenflow.quality.expectation;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Whether a metric is near its last values: within so many spreads of their median, the spread being 1.4826 times the
 * median absolute deviation (the normal distribution's factor). Half of the values may be outliers and it still holds.
 *
 * <p>The spread is a share of the median at least, so that a constant may move a little. Not thread-safe.
 */
public final class RobustLevel {
    private static final byte VERSION = 1;

    private final int warmUp;
    private final double tolerance;
    private final double leastSpread;
    private final double[] last;
    private long seen;

    /**
     * @param memory values remembered, 3 or more
     * @param warmUp values to see before anything is expected, from 3 to {@code memory}
     * @param leastSpread as a share of the median, 0 or more
     */
    public RobustLevel(int memory, int warmUp, double tolerance, double leastSpread) {
        if (memory < 3 || warmUp < 3 || warmUp > memory || !(tolerance > 0) || !(leastSpread >= 0)) {
            throw new IllegalArgumentException(
                    "expected 3 <= warm-up <= memory, a positive tolerance and a least spread" + " of 0 or more, got "
                            + warmUp + ", " + memory + ", " + tolerance + ", " + leastSpread);
        }
        this.warmUp = warmUp;
        this.tolerance = tolerance;
        this.leastSpread = leastSpread;
        this.last = new double[memory];
    }

    /** Compares without learning. */
    public Judgement judge(double value) {
        int n = (int) Math.min(seen, last.length);
        if (n < warmUp) {
            return Judgement.unknown(value, n);
        }
        double[] sorted = Arrays.copyOf(last, n);
        double median = median(sorted);
        for (int i = 0; i < n; i++) {
            sorted[i] = Math.abs(sorted[i] - median);
        }
        double margin = tolerance * Math.max(1.4826 * median(sorted), leastSpread * Math.abs(median));
        return Judgement.of(value, median - margin, median, median + margin, n);
    }

    /** NaN is not learned. */
    public void learn(double value) {
        if (!Double.isNaN(value)) {
            last[(int) (seen++ % last.length)] = value;
        }
    }

    public byte[] toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(1 + 4 + 8 + 8 * last.length);
        bytes.put(VERSION).putInt(last.length).putLong(seen);
        for (double value : last) {
            bytes.putDouble(value);
        }
        return bytes.array();
    }

    /** With another memory than it was written with it starts anew. */
    public static RobustLevel fromBytes(byte[] state, int memory, int warmUp, double tolerance, double leastSpread) {
        RobustLevel level = new RobustLevel(memory, warmUp, tolerance, leastSpread);
        ByteBuffer bytes = ByteBuffer.wrap(state);
        byte version = bytes.get();
        if (version != VERSION) {
            throw new IllegalArgumentException(
                    "robust level of version " + version + "; this program reads version " + VERSION);
        }
        if (bytes.getInt() == memory) {
            level.seen = bytes.getLong();
            for (int i = 0; i < memory; i++) {
                level.last[i] = bytes.getDouble();
            }
        }
        return level;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
