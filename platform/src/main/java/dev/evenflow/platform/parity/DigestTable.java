package dev.evenflow.platform.parity;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * For each id a digest of its vector on either side, in about 80 bytes: millions of vectors fit where the vectors
 * themselves would not. Ids and vectors are known by the first 128 bits of their SHA-256. Not thread-safe.
 */
final class DigestTable {
    static final int BATCH = 0;
    static final int LIVE = 1;

    private static final int WORDS = 7;
    private static final int ID = 0;
    private static final int TIME = 2;
    private static final int DIGESTS = 3;

    private final MessageDigest sha = sha256();
    /** Entry number plus one by hash of the id; 0 is free. */
    private int[] slots = new int[1 << 16];
    /** Entry by entry: id (2 words), event time, batch digest (2), live digest (2). */
    private long[] words = new long[WORDS << 14];

    private short[] flags = new short[1 << 14];
    private int size;

    /** The entry's number, made if it is new. */
    int entry(byte[] id, int begin, int end) {
        sha.update(id, begin, end - begin);
        ByteBuffer digest = ByteBuffer.wrap(sha.digest());
        long high = digest.getLong();
        long low = digest.getLong();
        int slot = find(high, low);
        if (slots[slot] != 0) {
            return slots[slot] - 1;
        }
        if (size * 2 >= slots.length) {
            growSlots();
            slot = find(high, low);
        }
        if (size == flags.length) {
            int capacity = Math.addExact(size, size / 2);
            flags = Arrays.copyOf(flags, capacity);
            words = Arrays.copyOf(words, Math.multiplyExact(capacity, WORDS));
        }
        words[size * WORDS + ID] = high;
        words[size * WORDS + ID + 1] = low;
        slots[slot] = size + 1;
        return size++;
    }

    /** The entry's number, or -1 if there is none. */
    int existing(byte[] id, int begin, int end) {
        sha.update(id, begin, end - begin);
        ByteBuffer digest = ByteBuffer.wrap(sha.digest());
        return slots[find(digest.getLong(), digest.getLong())] - 1;
    }

    int size() {
        return size;
    }

    /** @param side {@link #BATCH} or {@link #LIVE} */
    void put(int entry, int side, long eventTime, byte[] vector, int begin, int end) {
        sha.update(vector, begin, end - begin);
        ByteBuffer digest = ByteBuffer.wrap(sha.digest());
        words[entry * WORDS + TIME] = eventTime;
        words[entry * WORDS + DIGESTS + 2 * side] = digest.getLong();
        words[entry * WORDS + DIGESTS + 2 * side + 1] = digest.getLong();
        flags[entry] |= (short) (1 << side);
    }

    boolean has(int entry, int side) {
        return (flags[entry] & 1 << side) != 0;
    }

    long eventTime(int entry) {
        return words[entry * WORDS + TIME];
    }

    boolean sameDigests(int entry) {
        int at = entry * WORDS + DIGESTS;
        return words[at] == words[at + 2] && words[at + 1] == words[at + 3];
    }

    /** Marks of the comparison, from 2 up; 0 and 1 are the sides. */
    boolean isMarked(int entry, int mark) {
        return (flags[entry] & 1 << mark) != 0;
    }

    void mark(int entry, int mark) {
        flags[entry] |= (short) (1 << mark);
    }

    private int find(long high, long low) {
        int mask = slots.length - 1;
        int slot = (int) high & mask;
        while (slots[slot] != 0) {
            int at = (slots[slot] - 1) * WORDS;
            if (words[at + ID] == high && words[at + ID + 1] == low) {
                return slot;
            }
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void growSlots() {
        slots = new int[Math.multiplyExact(slots.length, 2)];
        for (int entry = 0; entry < size; entry++) {
            slots[find(words[entry * WORDS + ID], words[entry * WORDS + ID + 1])] = entry + 1;
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
