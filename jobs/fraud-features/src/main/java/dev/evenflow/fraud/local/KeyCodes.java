package dev.evenflow.fraud.local;

import dev.evenflow.features.row.PackedRows;
import dev.evenflow.features.row.Slot;
import java.util.Arrays;

/** Numbers the keys of rows from 0, in the order in which they are first seen. Not thread-safe. */
final class KeyCodes {
    private static final int EMPTY = -1;

    private final PackedRows rows;
    private final Slot key;
    /** Open addressing: a code, or {@link #EMPTY}; a power of two of places, at most half of them taken. */
    private int[] table = new int[1024];

    // per code
    private long[] hashes = new long[512];
    private int[] firstRows = new int[512];
    private int size;

    KeyCodes(PackedRows rows, Slot key) {
        this.rows = rows;
        this.key = key;
        Arrays.fill(table, EMPTY);
    }

    int size() {
        return size;
    }

    /** The code of a row's key, which is not null. */
    int of(int row) {
        return of(row, rows.textHash(row, key));
    }

    /** The codes that the keys of another numbering have in this one. */
    int[] of(KeyCodes other) {
        int[] codes = new int[other.size];
        for (int i = 0; i < codes.length; i++) codes[i] = of(other.firstRows[i], other.hashes[i]);
        return codes;
    }

    private int of(int row, long hash) {
        int mask = table.length - 1;
        int at = (int) (hash >>> 32) & mask;
        for (int code = table[at]; code != EMPTY; code = table[at]) {
            if (hashes[code] == hash && rows.sameText(row, firstRows[code], key)) return code;
            at = at + 1 & mask;
        }
        if (size == hashes.length) {
            grow();
            return of(row, hash);
        }
        table[at] = size;
        hashes[size] = hash;
        firstRows[size] = row;
        return size++;
    }

    private void grow() {
        hashes = Arrays.copyOf(hashes, 2 * size);
        firstRows = Arrays.copyOf(firstRows, 2 * size);
        table = new int[4 * size];
        Arrays.fill(table, EMPTY);
        int mask = table.length - 1;
        for (int code = 0; code < size; code++) {
            int at = (int) (hashes[code] >>> 32) & mask;
            while (table[at] != EMPTY) at = at + 1 & mask;
            table[at] = code;
        }
    }
}
