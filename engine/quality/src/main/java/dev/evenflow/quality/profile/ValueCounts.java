package dev.evenflow.quality.profile;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.datasketches.frequencies.ErrorType;
import org.apache.datasketches.frequencies.ItemsSketch;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.datasketches.hll.Union;
import org.jspecify.annotations.Nullable;

/**
 * How often each value occurs, by hash: exact up to {@value #EXACT} different values, then distinct counts from HyperLogLog (relative
 * standard error 1.6 percent) and counts of frequent values from a Misra–Gries sketch, too low by {@link #error()} at most.
 *
 * <p>The table of exact counts stays in front of the sketches and collects what is repeated: they see a value once for each time the
 * table overflows, and a value that came once since the last time is no candidate for a frequent one (lossy counting, Manku and
 * Motwani 2002). Where most values come once, they are not even named: no text is kept until the second time.
 */
final class ValueCounts {
    static final int EXACT = 384;
    private static final int HLL_LOG_K = 12;
    private static final int FREQUENT_MAP = 1024;

    /** By slot: a hash and its count side by side, so that a hit touches one cache line; a slot is free where the count is 0. */
    private long[] table;

    private @Nullable Object[] values;
    private int size;
    /** When the table overflowed last, most values had come once: name a value only when it comes again. */
    private boolean sparse;

    private @Nullable Sketches sketches;
    private long dropped;

    ValueCounts() {
        this(16);
    }

    private ValueCounts(int slots) {
        table = new long[2 * slots];
        values = new @Nullable Object[slots];
    }

    /** Counts one; a result of 0 or more is a slot that wants to be told its value by {@link #name}. */
    int add(long hash) {
        long[] entries = table;
        int mask = entries.length - 2;
        int at = (int) (hash << 1) & mask;
        while (true) {
            long count = entries[at + 1];
            if (count == 0) {
                return addNew(hash, at);
            }
            if (entries[at] == hash) {
                entries[at + 1] = count + 1;
                return sparse && count == 1 ? at >> 1 : -1;
            }
            at = at + 2 & mask;
        }
    }

    /** @param free where it belongs, unless there is no room */
    private int addNew(long hash, int free) {
        int at = free;
        if (isFull()) {
            makeRoom();
            at = 2 * slotOf(hash);
        }
        table[at] = hash;
        table[at + 1] = 1;
        size++;
        return sparse ? -1 : at >> 1;
    }

    private long count(int slot) {
        return table[2 * slot + 1];
    }

    void name(int slot, Object value) {
        values[slot] = ValueItems.of(value);
    }

    void merge(ValueCounts other) {
        dropped += other.dropped;
        sparse |= other.sparse;
        if (other.sketches != null) {
            sketches().merge(other.sketches);
        }
        for (int slot = 0; slot < other.values.length; slot++) {
            if (other.count(slot) > 0) {
                add(other.table[2 * slot], other.count(slot), other.values[slot]);
            }
        }
    }

    private void add(long hash, long count, @Nullable Object value) {
        int slot = slotOf(hash);
        if (count(slot) == 0) {
            if (isFull()) {
                makeRoom();
                slot = slotOf(hash);
            }
            table[2 * slot] = hash;
            size++;
        }
        table[2 * slot + 1] += count;
        if (values[slot] == null) {
            values[slot] = value;
        }
    }

    /** Where a hash is, or the free slot where it belongs. */
    private int slotOf(long hash) {
        int mask = table.length - 2;
        int at = (int) (hash << 1) & mask;
        while (table[at + 1] != 0 && table[at] != hash) {
            at = at + 2 & mask;
        }
        return at >> 1;
    }

    private boolean isFull() {
        return size >= values.length / 4 * 3;
    }

    private void makeRoom() {
        if (size < EXACT) {
            ValueCounts larger = new ValueCounts(values.length * 2);
            for (int slot = 0; slot < values.length; slot++) {
                if (count(slot) > 0) {
                    larger.add(table[2 * slot], count(slot), values[slot]);
                }
            }
            table = larger.table;
            values = larger.values;
        } else {
            drain();
        }
    }

    private void drain() {
        Union distinct = sketches().distinct;
        ItemsSketch<Object> frequent = sketches().frequent;
        int once = 0;
        long lost = 0;
        for (int slot = 0; slot < values.length; slot++) {
            long count = count(slot);
            if (count == 0) {
                continue;
            }
            distinct.update(table[2 * slot]);
            Object value = values[slot];
            if (count == 1 || value == null) {
                lost = Math.max(lost, count);
                once += count == 1 ? 1 : 0;
            } else {
                frequent.update(value, count);
            }
        }
        dropped += lost;
        sparse = once * 2 > size;
        Arrays.fill(table, 0);
        Arrays.fill(values, null);
        size = 0;
    }

    private Sketches sketches() {
        Sketches now = sketches;
        if (now == null) {
            now = new Sketches(new Union(HLL_LOG_K), new ItemsSketch<>(FREQUENT_MAP));
            sketches = now;
        }
        return now;
    }

    /** How many different values. */
    double distinctCount() {
        if (sketches == null) {
            return size;
        }
        for (int slot = 0; slot < values.length; slot++) {
            if (count(slot) > 0) {
                sketches.distinct.update(table[2 * slot]);
            }
        }
        return sketches.distinct.getCompositeEstimate();
    }

    /** Whether all values and their counts are known. */
    boolean exact() {
        if (sketches != null) {
            return false;
        }
        for (int slot = 0; slot < values.length; slot++) {
            if (count(slot) > 0 && values[slot] == null) {
                return false;
            }
        }
        return true;
    }

    /** By how much a count may be too low; also the highest count of a value that is not there. */
    long error() {
        return dropped + (sketches == null ? 0 : sketches.frequent.getMaximumError());
    }

    /** At least so often each; by falling count, then by text. */
    Map<String, Long> top() {
        Map<String, Long> found = new HashMap<>();
        if (sketches != null) {
            for (ItemsSketch.Row<Object> row : sketches.frequent.getFrequentItems(0, ErrorType.NO_FALSE_NEGATIVES)) {
                if (row.getLowerBound() > 0) {
                    found.put(row.getItem().toString(), row.getLowerBound());
                }
            }
        }
        for (int slot = 0; slot < values.length; slot++) {
            Object value = values[slot];
            if (value != null) {
                found.merge(value.toString(), count(slot), Long::sum);
            }
        }
        Map<String, Long> top = new LinkedHashMap<>();
        found.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .forEach(entry -> top.put(entry.getKey(), entry.getValue()));
        return top;
    }

    /** Of the exact counts, in nats; NaN where not all are known. */
    double entropy() {
        if (sketches != null || size == 0) {
            return Double.NaN;
        }
        double total = 0;
        for (int slot = 0; slot < values.length; slot++) {
            total += count(slot);
        }
        double entropy = 0;
        for (int slot = 0; slot < values.length; slot++) {
            double share = count(slot) / total;
            entropy -= share == 0 ? 0 : share * Math.log(share);
        }
        return entropy;
    }

    void write(DataOutput out) throws IOException {
        out.writeBoolean(sparse);
        // what is read starts its sketch anew: what this one may have lost is then part of this
        out.writeLong(error());
        out.writeInt(size);
        for (int slot = 0; slot < values.length; slot++) {
            if (count(slot) > 0) {
                out.writeLong(table[2 * slot]);
                out.writeLong(count(slot));
                Object value = values[slot];
                out.writeBoolean(value != null);
                if (value != null) {
                    ValueItems.write(out, value);
                }
            }
        }
        out.writeBoolean(sketches != null);
        if (sketches != null) {
            sketches.write(out);
        }
    }

    static ValueCounts read(DataInput in) throws IOException {
        boolean sparse = in.readBoolean();
        long dropped = in.readLong();
        int entries = in.readInt();
        int slots = 16;
        while (slots / 4 * 3 < entries) {
            slots *= 2;
        }
        ValueCounts read = new ValueCounts(slots);
        read.sparse = sparse;
        read.dropped = dropped;
        for (int i = 0; i < entries; i++) {
            long hash = in.readLong();
            long count = in.readLong();
            read.add(hash, count, in.readBoolean() ? ValueItems.read(in) : null);
        }
        if (in.readBoolean()) {
            read.sketches = Sketches.read(in);
        }
        return read;
    }

    private record Sketches(Union distinct, ItemsSketch<Object> frequent) {
        void merge(Sketches other) {
            distinct.update(other.distinct.getResult(TgtHllType.HLL_8));
            frequent.merge(other.frequent);
        }

        void write(DataOutput out) throws IOException {
            Frames.writeBytes(out, distinct.getResult(TgtHllType.HLL_8).toCompactByteArray());
            ItemsSketch.Row<Object>[] rows = frequent.getFrequentItems(0, ErrorType.NO_FALSE_NEGATIVES);
            out.writeInt(rows.length);
            for (ItemsSketch.Row<Object> row : rows) {
                ValueItems.write(out, row.getItem());
                out.writeLong(row.getLowerBound());
            }
        }

        static Sketches read(DataInput in) throws IOException {
            Union distinct = new Union(HLL_LOG_K);
            distinct.update(HllSketch.heapify(Frames.readBytes(in)));
            ItemsSketch<Object> frequent = new ItemsSketch<>(FREQUENT_MAP);
            int rows = in.readInt();
            for (int i = 0; i < rows; i++) {
                Object value = ValueItems.read(in);
                frequent.update(value, in.readLong());
            }
            return new Sketches(distinct, frequent);
        }
    }
}
