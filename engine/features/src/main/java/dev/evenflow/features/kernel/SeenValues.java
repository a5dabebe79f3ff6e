package dev.evenflow.features.kernel;

/** A set of hashes, to which one after the other is added: open addressing, at most half full. */
final class SeenValues {
    private long[] table = new long[64];
    private boolean zero;
    private int size;

    /** Adds the value; false where it was there before. */
    boolean add(long value) {
        if (value == 0) {
            boolean added = !zero;
            zero = true;
            return added;
        }
        int mask = table.length - 1;
        int at = place(value, mask);
        while (table[at] != 0) {
            if (table[at] == value) return false;
            at = (at + 1) & mask;
        }
        table[at] = value;
        if (++size * 2 > table.length) grow();
        return true;
    }

    private static int place(long value, int mask) {
        return (int) (value ^ value >>> 32) & mask;
    }

    private void grow() {
        long[] old = table;
        table = new long[old.length * 2];
        int mask = table.length - 1;
        for (long value : old) {
            if (value == 0) continue;
            int at = place(value, mask);
            while (table[at] != 0) at = (at + 1) & mask;
            table[at] = value;
        }
    }
}
