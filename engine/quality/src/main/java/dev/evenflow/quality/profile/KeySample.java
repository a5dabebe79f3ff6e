package dev.evenflow.quality.profile;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * How often keys occur more than once, from the {@value #SIZE} smallest key hashes with their counts: exact up to so many different
 * keys, then a sample of keys that is complete for each key in it, so that a stream without duplicates shows none. Merging parts gives
 * the sample of the whole, bit by bit. About 0.4 MB at most, whatever the number of keys; the standard error of {@link #distinct()} is
 * 1.1 percent. The sample is that of bottom-k sketches (Cohen and Kaplan, PODC 2007).
 */
public final class KeySample {
    /** Different keys up to which everything is exact. */
    public static final int SIZE = 8192;

    private static final int VERSION = 1;

    /** Hashes without their lowest bit; a slot is free where the count is 0. */
    private long[] hashes = new long[64];

    private long[] counts = new long[64];
    private int size;
    /** Keys with a hash from here on are not in the sample. */
    private long threshold = Long.MAX_VALUE;

    private long total;
    private long nulls;

    /** @param keyHash of {@link KeyHash} */
    public void add(long keyHash) {
        if (keyHash == KeyHash.NONE) {
            nulls++;
            return;
        }
        total++;
        long hash = keyHash >>> 1;
        if (hash < threshold) {
            add(hash, 1);
        }
    }

    private void add(long hash, long count) {
        int slot = slotOf(hash);
        if (counts[slot] == 0) {
            if (size >= counts.length / 2) {
                makeRoom();
                if (hash >= threshold) {
                    return;
                }
                slot = slotOf(hash);
            }
            hashes[slot] = hash;
            size++;
        }
        counts[slot] += count;
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
        if (size >= 2 * SIZE) {
            trim();
        } else {
            rebuild(counts.length * 2);
        }
    }

    /** Keeps the smallest hashes; the threshold becomes the smallest one ever left out. */
    private void trim() {
        if (size > SIZE) {
            threshold = sortedHashes()[SIZE];
            rebuild(counts.length);
        }
    }

    private long[] sortedHashes() {
        long[] sorted = new long[size];
        int used = 0;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                sorted[used++] = hashes[i];
            }
        }
        Arrays.sort(sorted);
        return sorted;
    }

    private void rebuild(int slots) {
        long[] oldHashes = hashes;
        long[] oldCounts = counts;
        hashes = new long[slots];
        counts = new long[slots];
        size = 0;
        for (int i = 0; i < oldCounts.length; i++) {
            if (oldCounts[i] > 0 && oldHashes[i] < threshold) {
                int slot = slotOf(oldHashes[i]);
                hashes[slot] = oldHashes[i];
                counts[slot] = oldCounts[i];
                size++;
            }
        }
    }

    public void merge(KeySample other) {
        total += other.total;
        nulls += other.nulls;
        if (other.threshold < threshold) {
            threshold = other.threshold;
            rebuild(counts.length);
        }
        for (int i = 0; i < other.counts.length; i++) {
            if (other.counts[i] > 0 && other.hashes[i] < threshold) {
                add(other.hashes[i], other.counts[i]);
            }
        }
        trim();
    }

    /** Records with a key. */
    public long total() {
        return total;
    }

    /** Records without: a field of the key was null. They are in no other figure. */
    public long nulls() {
        return nulls;
    }

    public boolean exact() {
        trim();
        return threshold == Long.MAX_VALUE;
    }

    /** How many different keys. */
    public double distinct() {
        trim();
        return threshold == Long.MAX_VALUE ? size : size / (threshold / 0x1p63);
    }

    /** Records that repeat the key of another, as a share of all (1 - keys / records); NaN without records. */
    public double duplicateRatio() {
        trim();
        return 1 - (double) size / sampled();
    }

    /** Records whose key occurs once, as a share of all records (Deequ's Uniqueness); NaN without records. */
    public double uniqueness() {
        trim();
        return (double) once() / sampled();
    }

    /** Keys that occur once, as a share of all keys (Deequ's UniqueValueRatio); NaN without records. */
    public double uniqueKeys() {
        trim();
        return (double) once() / size;
    }

    private long sampled() {
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }

    private long once() {
        long once = 0;
        for (long count : counts) {
            once += count == 1 ? 1 : 0;
        }
        return once;
    }

    /** A version, then the hashes in rising order as differences, each with its count; equal samples give equal bytes. */
    public byte[] toBytes() {
        trim();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 + size * 8);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeLong(total);
            out.writeLong(nulls);
            out.writeLong(threshold);
            out.writeInt(size);
            long previous = 0;
            for (long hash : sortedHashes()) {
                writeVariable(out, hash - previous);
                writeVariable(out, counts[slotOf(hash)]);
                previous = hash;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    public static KeySample fromBytes(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readByte();
            if (version != VERSION) {
                throw new IllegalArgumentException(
                        "key sample: version " + version + " of its bytes, expected " + VERSION);
            }
            KeySample sample = new KeySample();
            sample.total = in.readLong();
            sample.nulls = in.readLong();
            sample.threshold = in.readLong();
            int count = in.readInt();
            long hash = 0;
            for (int i = 0; i < count; i++) {
                hash += readVariable(in);
                sample.add(hash, readVariable(in));
            }
            return sample;
        } catch (IOException e) {
            throw new UncheckedIOException("key sample: its bytes end too early or are none of a sample", e);
        }
    }

    private static void writeVariable(DataOutputStream out, long value) throws IOException {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.writeByte((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    private static long readVariable(DataInputStream in) throws IOException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = in.readUnsignedByte();
            value |= (next & 0x7fL) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new IOException("a number of more than 64 bits");
    }
}
