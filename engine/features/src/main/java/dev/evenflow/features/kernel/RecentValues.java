package dev.evenflow.features.kernel;

/**
 * The most recently seen distinct values, as {@link TextHash}, each with the time it was last seen, least recent first;
 * at most {@code cap}.
 *
 * <p>Keeping only the most recent ones is exact: a window's distinct values are those last seen after its start, so if
 * one of the kept has left the window, all that were dropped have left it before. Hence {@code min(distinct, cap)} is
 * right for every length of window, with memory bounded by the cap and no event ever read again.
 */
final class RecentValues extends TimedValues {
    private final int cap;

    RecentValues(int cap) {
        this.cap = cap;
    }

    void add(long time, long value) {
        int at = indexOf(value);
        if (at < 0 && size == cap) at = 0;
        if (at >= 0) remove(at, at + 1);
        append(time, value);
    }

    /** Adds a value as if it had come at its time, between those before and after; none of the kept is of that time. */
    void insert(long time, long value) {
        int seen = indexOf(value);
        if (seen >= 0) {
            if (times[seen] > time) return;
            remove(seen, seen + 1);
        }
        int at = size - countAfter(time);
        if (size == cap) {
            if (at == 0) return;
            remove(0, 1);
            at--;
        }
        insertAt(at, time, value);
    }

    /** Adds a value that was seen before all others, and is not among them; false once no more can be kept. {@link #reverse} comes last. */
    boolean addBefore(long time, long value) {
        append(time, value);
        return size < cap;
    }

    /** Whether one of the kept was last seen at that very time. */
    boolean holds(long time) {
        return countAfter(time - 1) != countAfter(time);
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
        remove(0, size - countAfter(boundary));
    }

    private int indexOf(long value) {
        for (int i = size - 1; i >= 0; i--) if (values[i] == value) return i;
        return -1;
    }
}
