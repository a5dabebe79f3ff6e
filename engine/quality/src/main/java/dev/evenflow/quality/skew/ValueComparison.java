package dev.evenflow.quality.skew;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One key of one rule: the record that waits for its partner, or that they were compared. Times are the log's, in milliseconds.
 *
 * <p>The first record of each side counts; corrections and repetitions are ignored until the key is forgotten, {@code within}
 * after what it holds. As bytes, version 1: version, what it holds (0 one of here, 1 one of there, 2 a comparison that is done), time, and for one that waits its
 * values.
 */
public final class ValueComparison {
    private static final byte VERSION = 1;
    private static final byte HERE = 0;
    private static final byte THERE = 1;
    private static final byte DONE = 2;

    private final SkewRule rule;
    private byte holds;
    private long atMs = Long.MIN_VALUE;
    private byte[] values = new byte[0];

    private ValueComparison(SkewRule rule) {
        this.rule = rule;
    }

    /** @param bytes null for a key that was not seen */
    public static ValueComparison of(SkewRule rule, byte @Nullable [] bytes) {
        ValueComparison comparison = new ValueComparison(rule);
        if (bytes == null) return comparison;
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte version = in.get();
        if (version != VERSION)
            throw new IllegalArgumentException("comparison of version " + version + ", expected version " + VERSION);
        comparison.holds = in.get();
        comparison.atMs = in.getLong();
        comparison.values = new byte[in.remaining()];
        in.get(comparison.values);
        return comparison;
    }

    /** @param arrived values as of {@link ComparedFields} */
    public void arrive(boolean isHere, long arrivedMs, byte[] arrived, ComparisonTally tally) {
        byte side = isHere ? HERE : THERE;
        if (atMs == Long.MIN_VALUE) {
            holds = side;
            atMs = arrivedMs;
            values = arrived;
        } else if (holds != DONE && holds != side) {
            byte[] here = isHere ? arrived : values;
            byte[] there = isHere ? values : arrived;
            atMs = Math.max(atMs, arrivedMs);
            tally.add(Values.fromBytes(here), Values.fromBytes(there), rule.tolerance(), atMs);
            holds = DONE;
            values = new byte[0];
        }
    }

    /** Gives up waiting if it is time. Returns whether the key can be forgotten. */
    public boolean due(long nowMs, ComparisonTally tally) {
        if (nowMs < wakeMs()) return false;
        if (holds != DONE) tally.alone(wakeMs());
        return true;
    }

    /** When {@link #due} is to be called next. */
    public long wakeMs() {
        return atMs + rule.withinMs();
    }

    public byte[] toBytes() {
        return ByteBuffer.allocate(10 + values.length)
                .put(VERSION)
                .put(holds)
                .putLong(atMs)
                .put(values)
                .array();
    }
}
