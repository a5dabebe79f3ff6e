package dev.evenflow.features.kernel;

import java.util.Arrays;

/** Values with their times, oldest first, in two arrays. */
class TimedValues {
    long[] times = new long[4];
    long[] values = new long[4];
    int size;

    /** Makes room for that many entries, to be set from outside. */
    final void resize(int newSize) {
        if (newSize > values.length) {
            values = new long[newSize + newSize / 2];
            times = new long[newSize + newSize / 2];
        }
        size = newSize;
    }

    final void append(long time, long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
            times = Arrays.copyOf(times, size * 2);
        }
        values[size] = value;
        times[size++] = time;
    }

    /** Puts an entry before the one that is at that place. */
    final void insertAt(int at, long time, long value) {
        append(time, value);
        System.arraycopy(values, at, values, at + 1, size - 1 - at);
        System.arraycopy(times, at, times, at + 1, size - 1 - at);
        values[at] = value;
        times[at] = time;
    }

    /** Removes the entries from one place until before another. */
    final void remove(int from, int until) {
        if (from == until) return;
        System.arraycopy(values, until, values, from, size - until);
        System.arraycopy(times, until, times, from, size - until);
        size -= until - from;
    }

    /** Turns entries that were appended newest first. */
    final void reverse() {
        for (int low = 0, high = size - 1; low < high; low++, high--) {
            long value = values[low];
            long time = times[low];
            values[low] = values[high];
            times[low] = times[high];
            values[high] = value;
            times[high] = time;
        }
    }
}
