package dev.evenflow.features.kernel;

import dev.evenflow.features.row.VarInts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Binary form of logged events, version 1: how many, then each with its time as the distance from the one before, id,
 * flags, present columns, texts and labels, all as variable-length numbers.
 */
final class EventCodec {
    static final int VERSION = 1;

    private final int columns;
    private final int texts;

    EventCodec(Program program) {
        this.columns = program.columns().size();
        this.texts = program.texts().size();
    }

    byte[] writeChunk(List<LoggedEvent> events) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(events.size() * 48);
        try {
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeByte(VERSION);
            write(events, true, true, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    List<LoggedEvent> readChunk(byte[] bytes) {
        try {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
            int version = in.readByte();
            if (version != VERSION)
                throw new IllegalStateException(
                        "a chunk of events has version " + version + "; this build reads " + VERSION);
            return read(true, true, in);
        } catch (IOException e) {
            throw new UncheckedIOException("a chunk of events is damaged", e);
        }
    }

    void write(List<LoggedEvent> events, boolean withIds, boolean withTexts, DataOutput out) throws IOException {
        VarInts.writeUnsigned(events.size(), out);
        long previous = 0;
        for (LoggedEvent event : events) {
            VarInts.writeSigned(event.time - previous, out);
            previous = event.time;
            if (withIds) VarInts.writeText(event.id, out);
            VarInts.writeUnsigned(event.flags, out);
            VarInts.writeUnsigned(event.valueMask, out);
            for (int c = 0; c < columns; c++) if (event.hasValue(c)) VarInts.writeSigned(event.values[c], out);
            if (withTexts) for (String text : event.texts) writeNullable(text, out);
            VarInts.writeUnsigned(event.labelKnownAt.length, out);
            for (int i = 0; i < event.labelKnownAt.length; i++) {
                VarInts.writeSigned(event.labelKnownAt[i] - event.time, out);
                VarInts.writeUnsigned(event.labelFlags[i], out);
            }
        }
    }

    List<LoggedEvent> read(boolean withIds, boolean withTexts, DataInput in) throws IOException {
        int size = (int) VarInts.readUnsigned(in);
        List<LoggedEvent> events = new ArrayList<>(Math.max(size, Program.CHUNK_EVENTS));
        long time = 0;
        for (int i = 0; i < size; i++) {
            time += VarInts.readSigned(in);
            String id = withIds ? VarInts.readText(in) : "";
            long flags = VarInts.readUnsigned(in);
            long mask = VarInts.readUnsigned(in);
            long[] values = new long[columns];
            for (int c = 0; c < columns; c++) if ((mask & (1L << c)) != 0) values[c] = VarInts.readSigned(in);
            @Nullable String[] text = new @Nullable String[texts];
            if (withTexts) for (int t = 0; t < texts; t++) text[t] = readNullable(in);
            LoggedEvent event = new LoggedEvent(time, id, flags, mask, values, text);
            int labels = (int) VarInts.readUnsigned(in);
            for (int l = 0; l < labels; l++)
                event.addLabel(time + VarInts.readSigned(in), (int) VarInts.readUnsigned(in));
            events.add(event);
        }
        return events;
    }

    static void writeNullable(@Nullable String text, DataOutput out) throws IOException {
        out.writeBoolean(text != null);
        if (text != null) VarInts.writeText(Objects.requireNonNull(text), out);
    }

    static @Nullable String readNullable(DataInput in) throws IOException {
        return in.readBoolean() ? VarInts.readText(in) : null;
    }
}
