package dev.evenflow.features.kernel;

import dev.evenflow.features.row.VarInts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Binary form of an {@link EntityState}, version 1. It follows the program's lists in order, so it can be read only
 * under the same program: whoever stores the bytes stores the feature set's version with them and compares.
 */
public final class StateCodec {
    /** First byte of every state. */
    public static final int VERSION = 1;

    private final Program program;
    private final EventCodec events;
    private final boolean cursorsNeedTexts;

    public StateCodec(Program program) {
        this.program = program;
        this.events = new EventCodec(program);
        this.cursorsNeedTexts = program.recents().stream().anyMatch(spec -> spec.delayMs() > 0)
                || program.lasts().stream().anyMatch(spec -> spec.delayMs() > 0 && spec.text() >= 0);
    }

    public void write(EntityState state, DataOutput out) throws IOException {
        out.writeByte(VERSION);
        VarInts.writeSigned(state.scheduledExpiry, out);
        out.writeBoolean(state.empty);
        if (!state.empty) {
            VarInts.writeSigned(state.lastTime, out);
            VarInts.writeText(state.lastId, out);
            VarInts.writeUnsigned(state.firstChunk, out);
            VarInts.writeUnsigned(state.openChunk - state.firstChunk, out);
            if (state.firstChunk < state.openChunk) VarInts.writeSigned(state.firstChunkLastTime, out);
            events.write(state.open, true, true, out);
            writeLane(state.lane, state, out);
        }
        writeLabels(state.pending, out);
        writeLabels(state.orphans, out);
    }

    public EntityState read(DataInput in) throws IOException {
        int version = in.readByte();
        if (version != VERSION)
            throw new IOException("the state of entity '" + program.name() + "' has version " + version
                    + "; this build reads version " + VERSION);
        EntityState state = new EntityState(program);
        state.scheduledExpiry = VarInts.readSigned(in);
        state.empty = in.readBoolean();
        if (!state.empty) {
            state.lastTime = VarInts.readSigned(in);
            state.lastId = VarInts.readText(in);
            state.firstChunk = VarInts.readUnsigned(in);
            state.openChunk = state.firstChunk + VarInts.readUnsigned(in);
            if (state.firstChunk < state.openChunk) state.firstChunkLastTime = VarInts.readSigned(in);
            state.open = events.read(true, true, in);
            readLane(state, in);
        }
        state.pending = readLabels(in);
        state.orphans = readLabels(in);
        return state;
    }

    private void writeLane(Lane lane, EntityState state, DataOutput out) throws IOException {
        List<Accumulator> accumulators = program.accumulators();
        for (int i = 0; i < accumulators.size(); i++) {
            writeTotal(accumulators.get(i), lane.totals, i, out);
            if (hasBase(accumulators.get(i))) writeTotal(accumulators.get(i), lane.baseTotals, i, out);
        }
        for (int i = 0; i < lane.extremes.length; i++) {
            writeExtremes(lane.extremes[i], state.lastTime, out);
            if (program.baseCursor() >= 0 && program.extremes().get(i).lifetime())
                writeExtremes(lane.baseExtremes[i], state.lastTime, out);
        }
        for (RecentValues recent : lane.recents) {
            VarInts.writeUnsigned(recent.size, out);
            for (int i = 0; i < recent.size; i++) {
                VarInts.writeText(recent.values[i], out);
                VarInts.writeSigned(state.lastTime - recent.times[i], out);
            }
        }
        for (int i = 0; i < lane.lasts.length; i++)
            writeLast(program.lasts().get(i), lane.lasts[i], state.lastTime, out);
        for (Cursor cursor : lane.cursors) writeCursor(cursor, state, out);
    }

    private void readLane(EntityState state, DataInput in) throws IOException {
        Lane lane = state.lane;
        List<Accumulator> accumulators = program.accumulators();
        for (int i = 0; i < accumulators.size(); i++) {
            readTotal(accumulators.get(i), lane.totals, i, in);
            if (hasBase(accumulators.get(i))) readTotal(accumulators.get(i), lane.baseTotals, i, in);
        }
        for (int i = 0; i < lane.extremes.length; i++) {
            readExtremes(lane.extremes[i], state.lastTime, in);
            if (program.baseCursor() >= 0 && program.extremes().get(i).lifetime())
                readExtremes(lane.baseExtremes[i], state.lastTime, in);
        }
        for (RecentValues recent : lane.recents) {
            int size = (int) VarInts.readUnsigned(in);
            for (int i = 0; i < size; i++) {
                String value = VarInts.readText(in);
                recent.append(state.lastTime - VarInts.readSigned(in), value);
            }
        }
        for (int i = 0; i < lane.lasts.length; i++)
            lane.lasts[i] = readLast(program.lasts().get(i), state.lastTime, in);
        for (Cursor cursor : lane.cursors) readCursor(cursor, state, in);
    }

    private boolean hasBase(Accumulator accumulator) {
        return program.baseCursor() >= 0 && accumulator.lifetime();
    }

    private static void writeTotal(Accumulator accumulator, Totals totals, int index, DataOutput out)
            throws IOException {
        if (accumulator.kind() == Accumulator.Kind.COUNT) {
            VarInts.writeUnsigned(totals.low[index], out);
            return;
        }
        boolean small = totals.fitsLong(index);
        out.writeBoolean(small);
        if (small) {
            VarInts.writeSigned(totals.low[index], out);
        } else {
            out.writeLong(totals.high[index]);
            out.writeLong(totals.low[index]);
        }
    }

    private static void readTotal(Accumulator accumulator, Totals totals, int index, DataInput in) throws IOException {
        if (accumulator.kind() == Accumulator.Kind.COUNT) {
            totals.low[index] = VarInts.readUnsigned(in);
        } else if (in.readBoolean()) {
            totals.low[index] = VarInts.readSigned(in);
            totals.high[index] = totals.low[index] >> 63;
        } else {
            totals.high[index] = in.readLong();
            totals.low[index] = in.readLong();
        }
    }

    private static void writeExtremes(Extremes extremes, long lastTime, DataOutput out) throws IOException {
        VarInts.writeUnsigned(extremes.size, out);
        for (int i = 0; i < extremes.size; i++) {
            VarInts.writeSigned(lastTime - extremes.times[i], out);
            VarInts.writeSigned(extremes.values[i], out);
        }
    }

    private static void readExtremes(Extremes extremes, long lastTime, DataInput in) throws IOException {
        int size = (int) VarInts.readUnsigned(in);
        for (int i = 0; i < size; i++) {
            long time = lastTime - VarInts.readSigned(in);
            extremes.append(time, VarInts.readSigned(in));
        }
    }

    private static void writeLast(Structures.LastSpec spec, @Nullable LastEvent last, long lastTime, DataOutput out)
            throws IOException {
        out.writeBoolean(last != null);
        if (last == null) return;
        VarInts.writeSigned(lastTime - last.time(), out);
        if (spec.first() >= 0) VarInts.writeSigned(last.first(), out);
        if (spec.second() >= 0) VarInts.writeSigned(last.second(), out);
        if (spec.text() >= 0) EventCodec.writeNullable(last.text(), out);
    }

    private static @Nullable LastEvent readLast(Structures.LastSpec spec, long lastTime, DataInput in)
            throws IOException {
        if (!in.readBoolean()) return null;
        long time = lastTime - VarInts.readSigned(in);
        long first = spec.first() >= 0 ? VarInts.readSigned(in) : 0;
        long second = spec.second() >= 0 ? VarInts.readSigned(in) : 0;
        return new LastEvent(time, first, second, spec.text() >= 0 ? EventCodec.readNullable(in) : null);
    }

    private void writeCursor(Cursor cursor, EntityState state, DataOutput out) throws IOException {
        VarInts.writeSigned(cursor.chunk - state.firstChunk, out);
        VarInts.writeUnsigned(cursor.index, out);
        out.writeBoolean(cursor.nextTime != Cursor.AT_END);
        if (cursor.nextTime != Cursor.AT_END) VarInts.writeSigned(state.lastTime - cursor.nextTime, out);
        List<LoggedEvent> held = cursor.chunk == state.openChunk ? null : cursor.events;
        out.writeBoolean(held != null);
        if (held != null)
            events.write(held.subList(cursor.index - cursor.eventsFrom, held.size()), false, cursorsNeedTexts, out);
    }

    private void readCursor(Cursor cursor, EntityState state, DataInput in) throws IOException {
        cursor.chunk = state.firstChunk + VarInts.readSigned(in);
        cursor.index = (int) VarInts.readUnsigned(in);
        cursor.nextTime = in.readBoolean() ? state.lastTime - VarInts.readSigned(in) : Cursor.AT_END;
        if (in.readBoolean()) {
            cursor.events = events.read(false, cursorsNeedTexts, in);
            cursor.eventsFrom = cursor.index;
        }
    }

    private static void writeLabels(List<EntityState.PendingLabel> labels, DataOutput out) throws IOException {
        VarInts.writeUnsigned(labels.size(), out);
        for (EntityState.PendingLabel label : labels) {
            VarInts.writeSigned(label.knownAt(), out);
            VarInts.writeSigned(label.eventTime(), out);
            VarInts.writeText(label.eventId(), out);
            VarInts.writeUnsigned(label.flags(), out);
        }
    }

    private static List<EntityState.PendingLabel> readLabels(DataInput in) throws IOException {
        int size = (int) VarInts.readUnsigned(in);
        List<EntityState.PendingLabel> labels = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            long knownAt = VarInts.readSigned(in);
            long eventTime = VarInts.readSigned(in);
            String id = VarInts.readText(in);
            labels.add(new EntityState.PendingLabel(knownAt, eventTime, id, (int) VarInts.readUnsigned(in)));
        }
        return labels;
    }
}
