package dev.evenflow.quality.profile;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.datasketches.common.ArrayOfStringsSerDe;
import org.apache.datasketches.frequencies.ErrorType;
import org.apache.datasketches.frequencies.ItemsSketch;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.datasketches.hll.Union;
import org.apache.datasketches.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * How often each value occurs, by hash: exact up to {@value #EXACT} different values, then distinct counts from HyperLogLog (relative
 * standard error 1.6 percent) and counts of frequent values from a Misra–Gries sketch, too low by {@link #error()} at most.
 *
 * <p>The table of exact counts stays in front of the sketches and collects what is repeated: they see a value once for each time the
 * table overflows. Where nearly all values are different, one that was seen once since the last overflow is dropped from the
 * frequent ones without having been named (lossy counting, Manku and Motwani 2002), so that no text is kept for it.
 */
final class ValueCounts {
    static final int EXACT = 384;
    private static final int HLL_LOG_K = 12;
    private static final int FREQUENT_MAP = 1024;
    private static final int LONGEST_TEXT = 256;
    private static final ArrayOfStringsSerDe TEXTS = new ArrayOfStringsSerDe();

    private long[] hashes;
    private long[] counts;
    private @Nullable Object[] values;
    private int size;
    /** The table overflowed last with values nearly all different: name a value only when it comes again. */
    private boolean sparse;

    private @Nullable Sketches sketches;
    private long dropped;

    ValueCounts() {
        this(16);
    }

    private ValueCounts(int slots) {
        hashes = new long[slots];
        counts = new long[slots];
        values = new @Nullable Object[slots];
    }

    /** Counts one; a result of 0 or more is a slot that wants to be told its value by {@link #name}. */
    int add(long hash) {
        int mask = counts.length - 1;
        int slot = (int) hash & mask;
        while (true) {
            long count = counts[slot];
            if (count == 0) {
                return addNew(hash);
            }
            if (hashes[slot] == hash) {
                counts[slot] = count + 1;
                return values[slot] == null ? slot : -1;
            }
            slot = (slot + 1) & mask;
        }
    }

    private int addNew(long hash) {
        makeRoom();
        int slot = slotOf(hash);
        hashes[slot] = hash;
        counts[slot] = 1;
        size++;
        return sparse ? -1 : slot;
    }

    void name(int slot, Object value) {
        values[slot] = value instanceof Number || value instanceof Boolean ? value : cut(value.toString());
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
    }

    void merge(ValueCounts other) {
        dropped += other.dropped;
        sparse |= other.sparse;
        if (other.sketches != null) {
            sketches().merge(other.sketches);
        }
        for (int i = 0; i < other.counts.length; i++) {
            if (other.counts[i] > 0) {
                add(other.hashes[i], other.counts[i], other.values[i]);
            }
        }
    }

    private void add(long hash, long count, @Nullable Object value) {
        int slot = slotOf(hash);
        if (counts[slot] == 0) {
            makeRoom();
            slot = slotOf(hash);
            hashes[slot] = hash;
            size++;
        }
        counts[slot] += count;
        if (values[slot] == null) {
            values[slot] = value;
        }
    }

    private int slotOf(long hash) {
        int mask = counts.length - 1;
        int slot = (int) hash & mask;
        while (counts[slot] != 0 && hashes[slot] != hash) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void makeRoom() {
        if (size < counts.length / 4 * 3) {
            return;
        }
        if (size < EXACT) {
            ValueCounts larger = new ValueCounts(counts.length * 2);
            for (int i = 0; i < counts.length; i++) {
                if (counts[i] > 0) {
                    larger.add(hashes[i], counts[i], values[i]);
                }
            }
            hashes = larger.hashes;
            counts = larger.counts;
            values = larger.values;
        } else {
            drain();
        }
    }

    private void drain() {
        Union distinct = sketches().distinct;
        ItemsSketch<String> frequent = sketches().frequent;
        int once = 0;
        boolean unnamed = false;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                distinct.update(hashes[i]);
                once += counts[i] == 1 ? 1 : 0;
                Object value = values[i];
                if (value != null) {
                    frequent.update(text(value), counts[i]);
                } else {
                    unnamed = true;
                }
            }
        }
        dropped += unnamed ? 1 : 0;
        sparse = once * 4 > size * 3;
        Arrays.fill(counts, 0);
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
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                sketches.distinct.update(hashes[i]);
            }
        }
        return sketches.distinct.getCompositeEstimate();
    }

    /** Whether all values and their counts are known. */
    boolean exact() {
        if (sketches != null) {
            return false;
        }
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0 && values[i] == null) {
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
            for (ItemsSketch.Row<String> row : sketches.frequent.getFrequentItems(0, ErrorType.NO_FALSE_NEGATIVES)) {
                if (row.getLowerBound() > 0) {
                    found.put(row.getItem(), row.getLowerBound());
                }
            }
        }
        for (int i = 0; i < counts.length; i++) {
            Object value = values[i];
            if (counts[i] > 0 && value != null) {
                found.merge(text(value), counts[i], Long::sum);
            }
        }
        Map<String, Long> top = new LinkedHashMap<>();
        found.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .forEach(entry -> top.put(entry.getKey(), entry.getValue()));
        return top;
    }

    private static String text(Object value) {
        if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            return number == Math.rint(number) && Math.abs(number) < 1e15
                    ? Long.toString((long) number)
                    : value.toString();
        }
        return value.toString();
    }

    /** Of the exact counts, in nats; NaN where not all are known. */
    double entropy() {
        if (sketches != null || size == 0) {
            return Double.NaN;
        }
        double total = 0;
        for (long count : counts) {
            total += count;
        }
        double entropy = 0;
        for (long count : counts) {
            entropy -= count == 0 ? 0 : count / total * Math.log(count / total);
        }
        return entropy;
    }

    void write(DataOutput out) throws IOException {
        out.writeBoolean(sparse);
        out.writeLong(dropped);
        out.writeInt(size);
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                out.writeLong(hashes[i]);
                out.writeLong(counts[i]);
                Object value = values[i];
                out.writeBoolean(value != null);
                if (value != null) {
                    Frames.writeText(out, text(value));
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
            read.add(hash, count, in.readBoolean() ? Frames.readText(in) : null);
        }
        if (in.readBoolean()) {
            read.sketches = Sketches.read(in);
        }
        return read;
    }

    private record Sketches(Union distinct, ItemsSketch<String> frequent) {
        void merge(Sketches other) {
            distinct.update(other.distinct.getResult(TgtHllType.HLL_8));
            frequent.merge(other.frequent);
        }

        void write(DataOutput out) throws IOException {
            Frames.writeBytes(out, distinct.getResult(TgtHllType.HLL_8).toCompactByteArray());
            Frames.writeBytes(out, frequent.toByteArray(TEXTS));
        }

        static Sketches read(DataInput in) throws IOException {
            Union distinct = new Union(HLL_LOG_K);
            distinct.update(HllSketch.heapify(Frames.readBytes(in)));
            return new Sketches(distinct, ItemsSketch.getInstance(Memory.wrap(Frames.readBytes(in)), TEXTS));
        }
    }
}
