package dev.evenflow.features.kernel;

/**
 * The smallest (or largest) values of windows that end at one head: a monotonic queue of the values that can still
 * become the extreme of some window, oldest first. All lengths of window share it. Amortised constant time per event;
 * expected length logarithmic in the window's events. For a lifetime only the extreme itself is kept.
 */
final class Extremes extends TimedValues {
    private final boolean largest;
    private final boolean lifetime;

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

    /** Adds a value as if it had come at its time, between those before and after; none of the kept is of that time. */
    void insert(long time, long value) {
        if (lifetime) {
            if (size == 0 || isBetter(value, values[0])) {
                size = 0;
                append(time, value);
            }
            return;
        }
        int at = firstAfter(time);
        if (at < size && !isBetter(value, values[at])) return;
        int from = at;
        while (from > 0 && !isBetter(values[from - 1], value)) from--;
        remove(from, at);
        insertAt(from, time, value);
    }

    /** Adds a value older than all others, which came by this method alone; {@link #reverse} comes last. */
    void addBefore(long time, long value) {
        if (size == 0 || isBetter(value, values[size - 1])) append(time, value);
    }

    private boolean isBetter(long value, long than) {
        return largest ? value > than : value < than;
    }

    /** Whether it matters if the value came before or after another of that time; for a lifetime, of that value. */
    boolean dependsOnOrder(long time, long value) {
        if (lifetime) return size > 0 && values[0] == value;
        int at = firstAfter(time - 1);
        return at < size && times[at] == time;
    }

    /** Forgets what is at or before the boundary, the start of the longest window. */
    void expire(long boundary) {
        remove(0, firstAfter(boundary));
    }

    /** Index of the extreme of the window that starts after the boundary; {@code size} where it is empty. */
    int firstAfter(long boundary) {
        if (lifetime) return 0;
        int at = 0;
        while (at < size && times[at] <= boundary) at++;
        return at;
    }
}
