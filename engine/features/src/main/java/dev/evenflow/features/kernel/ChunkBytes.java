package dev.evenflow.features.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Events as bytes, in two streams: <em>hot</em> what a passing cursor needs (time, conditions, columns, labels, texts of
 * delayed features), <em>cold</em> what only a repair needs (ids, other columns and texts). Appended to, never read, by events in order.
 *
 * <p>Hot, per event: time (distance from the one before; the first as it is), flags and present columns, columns, texts,
 * labels. Cold: the id without what it shares with the one before, other columns, and each text, or that it is the
 * latest of this chunk.
 */
final class ChunkBytes {
    /** First byte of a sealed chunk. */
    static final int VERSION = 2;

    static final int NULL = 0;
    static final int LATEST = 1;
    static final int GIVEN = 2;

    private final FlatProgram program;
    final ByteSink hot = new ByteSink(256);
    final ByteSink cold = new ByteSink(256);
    int count;
    long lastTime;
    /** Per cold text, where the stream has its latest value, plus 1; 0 where it has none. */
    final int[] latest;

    private final ByteSink scratch = new ByteSink(64);

    ChunkBytes(FlatProgram program) {
        this.program = program;
        this.latest = new int[program.coldTexts.length];
    }

    void clear() {
        hot.clear();
        cold.clear();
        count = 0;
        Arrays.fill(latest, 0);
    }

    /** Replaces everything; {@code previousId} is the last event's id afterwards. */
    void setAll(List<LoggedEvent> events, ByteSink previousId) {
        clear();
        for (LoggedEvent event : events) append(event, previousId);
    }

    /** @param previousId id of the event before, unless this is the first; afterwards this event's, if ids are kept */
    void append(LoggedEvent event, ByteSink previousId) {
        if (count == 0) hot.signed(event.time);
        else hot.unsigned(event.time - lastTime);
        appendInputs(event);
        if (program.keepsIds) {
            appendId(event.id, previousId);
            for (int c : program.coldColumns) if (event.hasValue(c)) cold.signed(event.values[c]);
            appendTexts(event);
        } else if (program.keepsIdHashes) {
            cold.fixed(event.idHash);
        }
        lastTime = event.time;
        count++;
    }

    private void appendInputs(LoggedEvent event) {
        int columns = event.values.length;
        boolean labelled = event.labelKnownAt.length > 0;
        if (program.packed) {
            hot.unsigned((event.flags << columns | event.valueMask) << 1 | (labelled ? 1 : 0));
        } else {
            hot.unsigned(event.flags);
            hot.unsigned(event.valueMask);
            hot.octet(labelled ? 1 : 0);
        }
        for (int c : program.hotColumns) if (event.hasValue(c)) hot.signed(event.values[c]);
        for (int t = 0; t < program.hotText.length; t++) {
            if (!program.hotText[t]) continue;
            hot.octet(event.hasText(t) ? GIVEN : NULL);
            if (event.hasText(t)) writeText(event, t, hot);
        }
        if (!labelled) return;
        hot.unsigned(event.labelKnownAt.length);
        for (int i = 0; i < event.labelKnownAt.length; i++) {
            hot.signed(event.labelKnownAt[i] - event.time);
            hot.unsigned(event.labelFlags[i]);
        }
    }

    private void appendId(ByteSink id, ByteSink previousId) {
        int shared = 0;
        if (count > 0) {
            shared = Arrays.mismatch(id.bytes, 0, id.size, previousId.bytes, 0, previousId.size);
            if (shared < 0) shared = id.size;
        }
        cold.unsigned(shared);
        cold.unsigned(id.size - shared);
        cold.raw(id.bytes, shared, id.size - shared);
        previousId.set(id);
    }

    private void appendTexts(LoggedEvent event) {
        int texts = program.coldTexts.length;
        for (int group = 0; group < texts; group += 4) {
            int codes = cold.size;
            cold.octet(0);
            for (int i = group; i < Math.min(group + 4, texts); i++) {
                int text = program.coldTexts[i];
                if (!event.hasText(text)) continue;
                scratch.clear();
                writeText(event, text, scratch);
                int from = latest[i] - 1;
                boolean same = from >= 0
                        && cold.size - from >= scratch.size
                        && Arrays.equals(cold.bytes, from, from + scratch.size, scratch.bytes, 0, scratch.size);
                cold.bytes[codes] |= (byte) ((same ? LATEST : GIVEN) << 2 * (i - group));
                if (same) continue;
                latest[i] = cold.size + 1;
                cold.raw(scratch.bytes, 0, scratch.size);
            }
        }
    }

    private void writeText(LoggedEvent event, int text, ByteSink to) {
        if (program.keptText[text]) to.text(Objects.requireNonNull(event.texts[text]));
        else to.fixed(event.hashes[text]);
    }

    /** The form of a chunk that is sealed: version, number of events, time of the last, length of the hot stream, both streams. */
    byte[] sealed() {
        scratch.clear();
        scratch.octet(VERSION);
        scratch.unsigned(count);
        scratch.signed(lastTime);
        scratch.unsigned(hot.size);
        byte[] sealed = Arrays.copyOf(scratch.bytes, scratch.size + hot.size + cold.size);
        System.arraycopy(hot.bytes, 0, sealed, scratch.size, hot.size);
        System.arraycopy(cold.bytes, 0, sealed, scratch.size + hot.size, cold.size);
        return sealed;
    }
}
