package dev.evenflow.features.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What an entity's log keeps of one event: its position (time, id) and the inputs that the entity's features use.
 *
 * <p>Labels come later than their event, and a late one may have to be judged as of an earlier time, so each is kept
 * with the time it became known, sorted by (known at, flags). All else is immutable.
 */
final class LoggedEvent {
    private static final long[] NO_TIMES = {};
    private static final int[] NO_FLAGS = {};

    final long time;
    final String id;
    /** One bit per predicate of the entity. */
    final long flags;
    /** One bit per column that is not null. */
    final long valueMask;

    final long[] values;
    final @Nullable String[] texts;
    long[] labelKnownAt = NO_TIMES;
    int[] labelFlags = NO_FLAGS;

    LoggedEvent(long time, String id, long flags, long valueMask, long[] values, @Nullable String[] texts) {
        this.time = time;
        this.id = id;
        this.flags = flags;
        this.valueMask = valueMask;
        this.values = values;
        this.texts = texts;
    }

    boolean hasValue(int column) {
        return (valueMask & (1L << column)) != 0;
    }

    /** The label flags known by that time; 0 where none was. */
    int labelAsOf(long time) {
        for (int i = labelKnownAt.length - 1; i >= 0; i--) {
            if (labelKnownAt[i] <= time) return labelFlags[i];
        }
        return 0;
    }

    /** Adds a label; false where the same one is there already. */
    boolean addLabel(long knownAt, int flagBits) {
        int n = labelKnownAt.length;
        int at = n;
        while (at > 0
                && (labelKnownAt[at - 1] > knownAt
                        || (labelKnownAt[at - 1] == knownAt && labelFlags[at - 1] > flagBits))) at--;
        if (at > 0 && labelKnownAt[at - 1] == knownAt && labelFlags[at - 1] == flagBits) return false;
        long[] times = Arrays.copyOf(labelKnownAt, n + 1);
        int[] bits = Arrays.copyOf(labelFlags, n + 1);
        System.arraycopy(labelKnownAt, at, times, at + 1, n - at);
        System.arraycopy(labelFlags, at, bits, at + 1, n - at);
        times[at] = knownAt;
        bits[at] = flagBits;
        labelKnownAt = times;
        labelFlags = bits;
        return true;
    }

    /** Total order of events: time, then id by UTF-16 code units. */
    static int compare(long timeA, String idA, long timeB, String idB) {
        int byTime = Long.compare(timeA, timeB);
        return byTime != 0 ? byTime : idA.compareTo(idB);
    }

    int compareTo(long otherTime, String otherId) {
        return compare(time, id, otherTime, otherId);
    }

    boolean sameContent(LoggedEvent other) {
        return flags == other.flags
                && valueMask == other.valueMask
                && Arrays.equals(values, other.values)
                && Arrays.equals(texts, other.texts);
    }
}
