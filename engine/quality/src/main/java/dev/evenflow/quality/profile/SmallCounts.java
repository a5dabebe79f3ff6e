package dev.evenflow.quality.profile;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** How often each whole number from 0 to 255 occurred: what lengths, sizes, flags and small counts mostly are. One addition each, exact, and no sorting. */
final class SmallCounts {
    private static final int LIMIT = 256;

    private long[] counts = new long[0];

    /** Counts the value and says so, or says that it is none of these. Both zeros are one. */
    boolean add(double value) {
        int whole = (int) value;
        if (whole != value || whole < 0 || whole >= LIMIT) {
            return false;
        }
        if (whole >= counts.length) {
            counts = Arrays.copyOf(counts, Math.max(16, Integer.highestOneBit(whole) * 2));
        }
        counts[whole]++;
        return true;
    }

    void merge(SmallCounts other) {
        if (other.counts.length > counts.length) {
            counts = Arrays.copyOf(counts, other.counts.length);
        }
        for (int i = 0; i < other.counts.length; i++) {
            counts[i] += other.counts[i];
        }
    }

    /** From 0 on. */
    long[] counts() {
        return counts;
    }

    long count() {
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }

    void write(DataOutput out) throws IOException {
        int present = 0;
        for (long count : counts) {
            present += count > 0 ? 1 : 0;
        }
        out.writeShort(present);
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                out.writeByte(i);
                out.writeLong(counts[i]);
            }
        }
    }

    static SmallCounts read(DataInput in) throws IOException {
        SmallCounts read = new SmallCounts();
        int present = in.readUnsignedShort();
        for (int i = 0; i < present; i++) {
            int value = in.readUnsignedByte();
            long count = in.readLong();
            read.add(value);
            read.counts[value] = count;
        }
        return read;
    }
}
