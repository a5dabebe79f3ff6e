package dev.evenflow.features.kernel;

import java.util.Arrays;

/**
 * The most recently seen distinct values, as {@link TextHash}, each with the time it was last seen, least recent first;
 * at most {@code cap}.
 *
 * <p>Keeping only the most recent ones is exact: a window's distinct values are those last seen after its start, so if
 * one of the kept has left the window, all that were dropped have left it before. Hence {@code min(distinct, cap)} is
 * right for every length of window, with memory bounded by the cap and no event ever read again.
 */
final class RecentValues {
    private final int cap;
    long[] values = new long[4];
    long[] times = new long[4];
    int size;

    RecentValues(int cap) {
        this.cap = cap;
    }

    /** Makes room for that many entries, to be set from outside. */
    void resize(int newSize) {
        if (newSize > values.length) {
            values = new long[newSize + newSize / 2];
            times = new long[newSize + newSize / 2];
        }
        size = newSize;
    }

    void add(long time, long value) {
        int at = indexOf(value);
        if (at < 0 && size == cap) at = 0;
        if (at >= 0) remove(at);
        append(time, value);
    }

    /** Adds a value as if it had come at its time, between those before and after; none of the kept is of that time. */
    void insert(long time, long value) {
        int seen = indexOf(value);
        if (seen >= 0) {
            if (times[seen] > time) return;
            remove(seen);
        }
        int at = size - countAfter(time);
        if (size == cap) {
            if (at == 0) return;
            remove(0);
            at--;
        }
        append(time, value);
        System.arraycopy(values, at, values, at + 1, size - 1 - at);
        System.arraycopy(times, at, times, at + 1, size - 1 - at);
        values[at] = value;
        times[at] = time;
    }

    /** Adds a value that was seen before all others, and is not among them; false once no more of them can be kept. */
    boolean addBefore(long time, long value) {
        append(time, value);
        return size < cap;
    }

    /** Brings values that came by {@link #addBefore} alone into their order. */
    void reverse() {
        for (int low = 0, high = size - 1; low < high; low++, high--) {
            long value = values[low];
            long time = times[low];
            values[low] = values[high];
            times[low] = times[high];
            values[high] = value;
            times[high] = time;
        }
    }

    private void remove(int at) {
        System.arraycopy(values, at + 1, values, at, size - at - 1);
        System.arraycopy(times, at + 1, times, at, size - at - 1);
        size--;
    }

    /** Whether one of the kept was last seen at that very time. */
    boolean holds(long time) {
        return countAfter(time - 1) != countAfter(time);
    }

    void append(long time, long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
            times = Arrays.copyOf(times, size * 2);
        }
        values[size] = value;
        times[size++] = time;
    }

    /** Whether the value was last seen after the boundary, as far as it is kept. */
    boolean seenAfter(long boundary, long value) {
        int at = indexOf(value);
        return at >= 0 && times[at] > boundary;
    }

    /** How many values were last seen after the boundary. */
    int countAfter(long boundary) {
        int from = 0;
        int to = size;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (times[middle] <= boundary) from = middle + 1;
            else to = middle;
        }
        return size - from;
    }

    void expire(long boundary) {
        int from = size - countAfter(boundary);
        if (from == 0) return;
        System.arraycopy(values, from, values, 0, size - from);
        System.arraycopy(times, from, times, 0, size - from);
        size -= from;
    }

    private int indexOf(long value) {
        for (int i = size - 1; i >= 0; i--) if (values[i] == value) return i;
        return -1;
    }
}
