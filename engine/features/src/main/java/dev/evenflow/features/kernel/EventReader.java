package dev.evenflow.features.kernel;

import dev.evenflow.features.row.TextHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Reads events from {@link ChunkBytes}: one from the hot stream where a cursor stands, or a whole chunk. Not thread-safe. */
final class EventReader {
    private final FlatProgram program;
    private final ByteSource cold = new ByteSource();

    EventReader(FlatProgram program) {
        this.program = program;
    }

    /** Reads what follows the time. Leaves {@code in} behind the event. */
    void readInputs(ByteSource in, LoggedEvent into) {
        int columns = into.values.length;
        boolean labelled;
        if (program.packed) {
            long head = in.unsigned();
            labelled = (head & 1) != 0;
            into.valueMask = head >>> 1 & (1L << columns) - 1;
            into.flags = head >>> (columns + 1);
        } else {
            into.flags = in.unsigned();
            into.valueMask = in.unsigned();
            labelled = in.octet() != 0;
        }
        for (int c : program.hotColumns) into.values[c] = into.hasValue(c) ? in.signed() : 0;
        for (int t = 0; t < program.hotText.length; t++) {
            if (program.hotText[t]) readText(in.octet(), t, in, into);
        }
        into.forgetLabels();
        if (!labelled) return;
        int labels = in.size();
        for (int l = 0; l < labels; l++) {
            long knownAt = into.time + in.signed();
            into.addLabel(knownAt, in.size());
        }
    }

    private void readText(int code, int text, ByteSource in, LoggedEvent into) {
        if (code == ChunkBytes.NULL) {
            into.textMask &= ~(1L << text);
            into.hashes[text] = 0;
            into.texts[text] = null;
            return;
        }
        into.textMask |= 1L << text;
        if (program.keptText[text]) {
            int from = in.at;
            int length = in.size();
            into.hashes[text] = TextHash.of(in.bytes, in.at, length);
            in.at = from;
            into.texts[text] = in.text();
        } else {
            into.hashes[text] = in.fixed();
        }
    }

    /** All events of an open chunk, with or without their ids. */
    List<LoggedEvent> readAll(ChunkBytes chunk, boolean ids) {
        ByteSource in = new ByteSource();
        in.over(chunk.hot.bytes, 0);
        cold.over(chunk.cold.bytes, 0);
        return readAll(in, chunk.count, ids);
    }

    /** All events of a sealed chunk, with or without their ids. */
    List<LoggedEvent> readAll(SealedChunk chunk, boolean ids) {
        ByteSource in = new ByteSource();
        in.over(chunk.bytes, chunk.hotFrom);
        cold.over(chunk.bytes, chunk.hotTo);
        return readAll(in, chunk.count, ids);
    }

    private List<LoggedEvent> readAll(ByteSource in, int count, boolean ids) {
        List<LoggedEvent> events = new ArrayList<>(count + 1);
        long time = 0;
        byte[] id = {};
        LoggedEvent previous = null;
        LoggedEvent[] latest = new LoggedEvent[program.textSlots.length];
        for (int i = 0; i < count; i++) {
            LoggedEvent event = new LoggedEvent(program);
            time = previous == null ? in.signed() : time + in.unsigned();
            event.time = time;
            readInputs(in, event);
            if (program.keepsIds) {
                if (ids) {
                    id = readId(id);
                    event.id.raw(id, 0, id.length);
                } else {
                    skipId();
                }
                for (int c : program.coldColumns) if (event.hasValue(c)) event.values[c] = cold.signed();
                readColdTexts(event, latest);
            } else if (program.keepsIdHashes) {
                event.idHash = cold.fixed();
            }
            events.add(event);
            previous = event;
        }
        return events;
    }

    private byte[] readId(byte[] before) {
        int shared = cold.size();
        int rest = cold.size();
        byte[] id = Arrays.copyOf(before, shared + rest);
        System.arraycopy(cold.bytes, cold.at, id, shared, rest);
        cold.at += rest;
        return id;
    }

    private void skipId() {
        cold.unsigned();
        int rest = cold.size();
        cold.at += rest;
    }

    private void readColdTexts(LoggedEvent event, LoggedEvent[] latest) {
        int texts = program.coldTexts.length;
        for (int group = 0; group < texts; group += 4) {
            int codes = cold.octet();
            for (int i = group; i < Math.min(group + 4, texts); i++) {
                int text = program.coldTexts[i];
                int code = codes >> 2 * (i - group) & 3;
                if (code == ChunkBytes.LATEST) {
                    LoggedEvent from = Objects.requireNonNull(latest[text]);
                    event.textMask |= 1L << text;
                    event.hashes[text] = from.hashes[text];
                    event.texts[text] = from.texts[text];
                } else {
                    readText(code, text, cold, event);
                    if (code == ChunkBytes.GIVEN) latest[text] = event;
                }
            }
        }
    }
}
