package dev.evenflow.features.kernel;

import java.util.Arrays;

/**
 * The smallest (or largest) values of windows that end at one head: a monotonic queue of the values that can still
 * become the extreme of some window, oldest first. All lengths of window share it. Amortised constant time per event;
 * expected length logarithmic in the window's events. For a lifetime only the extreme itself is kept.
 */
final class Extremes {
    private final boolean largest;
    private final boolean lifetime;
    long[] times = new long[4];
    long[] values = new long[4];
    int size;

    Extremes(boolean largest, boolean lifetime) {
        this.largest = largest;
        this.lifetime = lifetime;
    }

    Extremes copy() {
        Extremes copy = new Extremes(largest, lifetime);
        copy.times = times.clone();
        copy.values = values.clone();
        copy.size = size;
        return copy;
    }

    void add(long time, long value) {
        if (lifetime && size == 1 && (largest ? values[0] >= value : values[0] <= value)) return;
        while (size > 0 && (largest ? values[size - 1] <= value : values[size - 1] >= value)) size--;
        append(time, value);
    }

    /** Makes room for that many entries, to be set from outside. */
    void resize(int newSize) {
        if (newSize > values.length) {
            values = new long[newSize + newSize / 2];
            times = new long[newSize + newSize / 2];
        }
        size = newSize;
    }

    void append(long time, long value) {
        if (size == times.length) {
            times = Arrays.copyOf(times, size * 2);
            values = Arrays.copyOf(values, size * 2);
        }
        times[size] = time;
        values[size++] = value;
    }

    /** Forgets what is at or before the boundary, the start of the longest window. */
    void expire(long boundary) {
        int from = firstAfter(boundary);
        if (from == 0) return;
        System.arraycopy(times, from, times, 0, size - from);
        System.arraycopy(values, from, values, 0, size - from);
        size -= from;
    }

    /** Index of the extreme of the window that starts after the boundary; {@code size} where it is empty. */
    int firstAfter(long boundary) {
        if (lifetime) return 0;
        int at = 0;
        while (at < size && times[at] <= boundary) at++;
        return at;
    }
}
