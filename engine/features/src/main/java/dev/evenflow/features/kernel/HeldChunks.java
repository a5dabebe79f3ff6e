package dev.evenflow.features.kernel;

import java.util.Arrays;

/**
 * Hot streams of the sealed chunks that cursors are in, so that a chunk is read once, not once per event; cursors in the
 * same chunk share it. Few, so they are searched one by one.
 */
final class HeldChunks {
    private static final byte[] NOTHING = {};
    private static final int NOT_NEEDED = Integer.MAX_VALUE;

    int size;
    long[] numbers = new long[4];
    byte[][] bytes = new byte[4][];
    /** Where the stream's byte 0 is, or would be, in {@link #bytes}: may be negative. */
    int[] origins = new int[4];
    /** First byte of the stream that is there. */
    int[] froms = new int[4];
    /** Length of the stream. */
    int[] lengths = new int[4];
    /** First byte that a cursor needs, while {@link #trim} looks. */
    private int[] needed = new int[4];

    HeldChunks() {
        Arrays.fill(bytes, NOTHING);
    }

    int find(long number) {
        for (int i = 0; i < size; i++) if (numbers[i] == number) return i;
        return -1;
    }

    /** Adds the chunk, or replaces what is held of it; its place. */
    int hold(long number, byte[] from, int origin, int begin, int length) {
        int at = find(number);
        if (at < 0) return append(number, from, origin, begin, length);
        set(at, number, from, origin, begin, length);
        return at;
    }

    /** Adds a chunk that is not held; its place. */
    int append(long number, byte[] from, int origin, int begin, int length) {
        int at = size++;
        if (at == numbers.length) grow();
        set(at, number, from, origin, begin, length);
        return at;
    }

    private void set(int at, long number, byte[] from, int origin, int begin, int length) {
        numbers[at] = number;
        bytes[at] = from;
        origins[at] = origin;
        froms[at] = begin;
        lengths[at] = length;
    }

    private void grow() {
        int larger = numbers.length * 2;
        int before = bytes.length;
        numbers = Arrays.copyOf(numbers, larger);
        bytes = Arrays.copyOf(bytes, larger);
        Arrays.fill(bytes, before, larger, NOTHING);
        origins = Arrays.copyOf(origins, larger);
        froms = Arrays.copyOf(froms, larger);
        lengths = Arrays.copyOf(lengths, larger);
        needed = new int[larger];
    }

    void drop(long number) {
        int at = find(number);
        if (at >= 0) remove(at);
    }

    private void remove(int at) {
        int last = --size;
        numbers[at] = numbers[last];
        bytes[at] = bytes[last];
        origins[at] = origins[last];
        froms[at] = froms[last];
        lengths[at] = lengths[last];
        bytes[last] = NOTHING;
    }

    void clear() {
        for (int i = 0; i < size; i++) bytes[i] = NOTHING;
        size = 0;
    }

    /** Lets go of what lies behind every cursor. */
    void trim(Cursor[] cursors, long openChunk) {
        Arrays.fill(needed, 0, size, NOT_NEEDED);
        for (Cursor cursor : cursors) {
            if (cursor.chunk == openChunk) continue;
            int at = find(cursor.chunk);
            if (at < 0) continue;
            int offset = cursor.offset == Cursor.UNKNOWN ? 0 : cursor.offset;
            // one that is behind what is held will read the chunk again
            if (offset >= froms[at]) needed[at] = Math.min(needed[at], offset);
        }
        for (int i = size - 1; i >= 0; i--) {
            if (needed[i] != NOT_NEEDED) {
                froms[i] = needed[i];
            } else {
                remove(i);
            }
        }
    }
}
