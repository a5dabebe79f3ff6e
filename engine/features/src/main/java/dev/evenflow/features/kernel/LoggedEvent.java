package dev.evenflow.features.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What an entity's log keeps of one event: its position (time, id) and the inputs that the entity's features use. Texts
 * that are only told apart are kept as
 * {@link dev.evenflow.features.row.TextHash}. Mutable, so that one object serves event after event.
 *
 * <p>Labels come later than their event, and a late one may have to be judged as of an earlier time, so each is kept
 * with the time it became known, sorted by (known at, flags).
 */
final class LoggedEvent {
    private static final long[] NO_TIMES = {};
    private static final int[] NO_FLAGS = {};

    long time;
    /** In UTF-8; empty where the log of this entity keeps a hash only, or nothing. */
    final ByteSink id = new ByteSink(16);

    long idHash;
    /** One bit per predicate of the entity. */
    long flags;
    /** One bit per column that is not null; a column that is null holds 0. */
    long valueMask;

    final long[] values;
    /** One bit per text that is not null; the hash of one that is null is 0. */
    long textMask;

    final long[] hashes;
    /** The texts themselves, where they are a result, else null. */
    final @Nullable String[] texts;

    long[] labelKnownAt = NO_TIMES;
    int[] labelFlags = NO_FLAGS;

    LoggedEvent(FlatProgram program) {
        values = new long[program.columnSlots.length];
        hashes = new long[program.textSlots.length];
        texts = new @Nullable String[program.textSlots.length];
    }

    boolean hasValue(int column) {
        return (valueMask & (1L << column)) != 0;
    }

    boolean hasText(int text) {
        return (textMask & (1L << text)) != 0;
    }

    boolean fulfils(int where) {
        return where < 0 || (flags & (1L << where)) != 0;
    }

    void forgetLabels() {
        labelKnownAt = NO_TIMES;
        labelFlags = NO_FLAGS;
    }

    /** The label flags known by that time; 0 where none was. */
    int labelAsOf(long asOf) {
        for (int i = labelKnownAt.length - 1; i >= 0; i--) {
            if (labelKnownAt[i] <= asOf) return labelFlags[i];
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

    String id() {
        return id.asText();
    }

    /** Against an event of that time and id; ids, and the strings that they have to become, matter among equal times only. */
    int compareTo(long otherTime, ByteSink otherId) {
        if (time != otherTime) return time < otherTime ? -1 : 1;
        return id.sameAs(otherId) ? 0 : id().compareTo(otherId.asText());
    }

    /** Stands for what the event says: two events of one time and id are the same where this is. */
    long contentHash() {
        long hash = flags;
        hash = mixed(hash, valueMask);
        for (long value : values) hash = mixed(hash, value);
        hash = mixed(hash, textMask);
        for (long text : hashes) hash = mixed(hash, text);
        return hash;
    }

    /** The finish of MurmurHash3, which every bit of the input changes. */
    private static long mixed(long hash, long value) {
        long mixed = (hash * 31) ^ value;
        mixed = (mixed ^ mixed >>> 33) * 0xFF51AFD7ED558CCDL;
        mixed = (mixed ^ mixed >>> 33) * 0xC4CEB9FE1A85EC53L;
        return mixed ^ mixed >>> 33;
    }
}
