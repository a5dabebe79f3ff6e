package dev.evenflow.flink.files;

import java.util.Arrays;

/** Values of a column, each once, with a number from 0: 64 bits, or bytes. Open addressing. Not thread-safe. */
abstract sealed class ColumnDictionary {
    private static final int EMPTY = -1;
    private static final int FEW = 512;

    private int[] table = new int[2 * FEW];
    /** Of each value. */
    private int[] hashes = new int[FEW];

    private int size;

    ColumnDictionary() {
        Arrays.fill(table, EMPTY);
    }

    int size() {
        return size;
    }

    final int slot(int hash) {
        return hash & table.length - 1;
    }

    final int next(int slot) {
        return slot + 1 & table.length - 1;
    }

    /** The value's number, or -1 where the slot is free. */
    final int at(int slot) {
        return table[slot];
    }

    final int hash(int id) {
        return hashes[id];
    }

    final int add(int slot, int hash) {
        int id = size++;
        table[slot] = id;
        if (id == hashes.length) hashes = Arrays.copyOf(hashes, 2 * id);
        hashes[id] = hash;
        if (size * 2 > table.length) {
            table = new int[2 * table.length];
            Arrays.fill(table, EMPTY);
            for (int known = 0; known < size; known++) {
                int free = slot(hashes[known]);
                while (table[free] != EMPTY) free = next(free);
                table[free] = known;
            }
        }
        return id;
    }

    /** Appends the first values, as Parquet's plain encoding has them. */
    abstract void plain(int count, PageBytes out);

    /** Bytes of all values in the plain encoding. */
    abstract int bytes();

    static final class OfNumbers extends ColumnDictionary {
        private long[] values = new long[FEW];

        int id(long value) {
            long mixed = value * 0x9E3779B97F4A7C15L;
            int hash = (int) (mixed ^ mixed >>> 32);
            int slot = slot(hash);
            for (int id = at(slot); id != EMPTY; id = at(slot)) {
                if (values[id] == value) return id;
                slot = next(slot);
            }
            int id = add(slot, hash);
            if (id == values.length) values = Arrays.copyOf(values, 2 * id);
            values[id] = value;
            return id;
        }

        @Override
        void plain(int count, PageBytes out) {
            out.eightBytes(values, count);
        }

        @Override
        int bytes() {
            return size() * Long.BYTES;
        }
    }

    static final class OfTexts extends ColumnDictionary {
        private final PageBytes texts = new PageBytes();
        private int[] ends = new int[FEW];

        int id(byte[] text, int from, int to) {
            int hash = to - from;
            for (int i = from; i < to; i++) hash = 31 * hash + text[i];
            // what differs in the last letters must not lie side by side
            hash *= 0x9E3779B1;
            hash ^= hash >>> 15;
            int slot = slot(hash);
            for (int id = at(slot); id != EMPTY; id = at(slot)) {
                if (hash(id) == hash && Arrays.equals(texts.bytes, begin(id), ends[id], text, from, to)) return id;
                slot = next(slot);
            }
            int id = add(slot, hash);
            if (id == ends.length) ends = Arrays.copyOf(ends, 2 * id);
            texts.raw(text, from, to - from);
            ends[id] = texts.size;
            return id;
        }

        private int begin(int id) {
            return id == 0 ? 0 : ends[id - 1];
        }

        @Override
        void plain(int count, PageBytes out) {
            for (int id = 0; id < count; id++) {
                out.fourBytes(ends[id] - begin(id));
                out.raw(texts.bytes, begin(id), ends[id] - begin(id));
            }
        }

        @Override
        int bytes() {
            return texts.size + size() * Integer.BYTES;
        }
    }
}
