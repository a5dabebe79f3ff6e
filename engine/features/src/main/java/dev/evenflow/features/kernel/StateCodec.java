package dev.evenflow.features.kernel;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Binary form of an {@link EntityState}, version 2: its length, then what follows the program's lists in order, so that it
 * can be read only under the same program: whoever stores the bytes stores the feature set's version with them and compares.
 *
 * <p>Numbers are of variable length, times are distances; events stay the bytes they are. Not thread-safe.
 */
public final class StateCodec {
    /** First byte of every state, after its length. */
    public static final int VERSION = 2;

    private static final int EMPTY = 1;
    private static final int SCHEDULED = 2;
    private static final int LABELS = 4;
    /** Whether it says until when it was labelled; builds that did not know this mark never set it. */
    private static final int LABELLED = 8;

    private final FlatProgram program;
    private final ByteSink out = new ByteSink(1024);
    private final ByteSource in = new ByteSource();

    StateCodec(FlatProgram program) {
        this.program = program;
    }

    public EntityState newState() {
        return new EntityState(program);
    }

    public void write(EntityState state, DataOutput target) throws IOException {
        byte[] bytes = state.encoded;
        int from = state.encodedFrom;
        int size = state.encodedLength;
        if (bytes == null) {
            size = encode(state);
            bytes = out.bytes;
            from = 0;
        }
        int length = size;
        while ((length & ~0x7F) != 0) {
            target.writeByte(length & 0x7F | 0x80);
            length >>>= 7;
        }
        target.writeByte(length);
        target.write(bytes, from, size);
    }

    /** Encodes a state, without its length before it, to the beginning of {@link #encoded}; how many bytes it has. */
    public int encode(EntityState state) {
        out.clear();
        write(state);
        return out.size;
    }

    /** What {@link #encode} wrote into, until it is called again. */
    public byte[] encoded() {
        return out.bytes;
    }

    public EntityState read(DataInput source) throws IOException {
        return read(source, new EntityState(program));
    }

    /** Reads into a state that nobody uses any more, whatever it held. */
    public EntityState read(DataInput source, EntityState into) throws IOException {
        int length = 0;
        byte next;
        int shift = 0;
        do {
            next = source.readByte();
            length |= (next & 0x7F) << shift;
            shift += 7;
        } while (next < 0);
        byte[] raw = into.raw(length);
        source.readFully(raw, 0, length);
        return decode(raw, 0, length, into);
    }

    /** Reads what {@link #encode} made. The state refers to the bytes for as long as it is used: they must not change. */
    public EntityState decode(byte[] bytes, int from, int length, EntityState into) throws IOException {
        in.over(bytes, from);
        int version = in.octet();
        if (version != VERSION)
            throw new IOException("the state of entity '" + program.program.name() + "' has version " + version
                    + "; this build reads version " + VERSION);
        read(into);
        if (in.at != from + length)
            throw new IOException("the state of entity '" + program.program.name() + "' has " + length
                    + " bytes, of which " + (in.at - from) + " were understood");
        return into;
    }

    private void write(EntityState state) {
        boolean labels = !state.pending.isEmpty() || !state.orphans.isEmpty();
        out.octet(VERSION);
        out.octet((state.empty ? EMPTY : 0)
                | (state.scheduledExpiry == EntityState.NOT_SCHEDULED ? 0 : SCHEDULED)
                | (labels ? LABELS : 0)
                | (saysLabelled(state) ? LABELLED : 0));
        if (!state.empty) {
            out.signed(state.lastTime);
            out.unsigned(state.lastId.size);
            out.raw(state.lastId.bytes, 0, state.lastId.size);
            if (program.program.hasLog()) writeLog(state);
            writeLane(state.lane, state);
            if (saysLabelled(state))
                out.unsigned(
                        state.labelledUntil == EntityState.NEVER_LABELLED
                                ? 0
                                : state.lastTime - state.labelledUntil + 1);
        } else {
            out.unsigned(state.openChunk);
        }
        if (state.scheduledExpiry != EntityState.NOT_SCHEDULED)
            out.signed(state.empty ? state.scheduledExpiry : state.scheduledExpiry - state.lastTime);
        if (!labels) return;
        state.pending.writeAll(out);
        PendingLabels.write(state.orphans, out);
    }

    private void read(EntityState state) {
        int marks = in.octet();
        state.empty = (marks & EMPTY) != 0;
        state.held.clear();
        state.pending.clear();
        state.orphans.clear();
        if (!state.empty) {
            state.lastTime = in.signed();
            int length = in.size();
            state.lastId.clear();
            state.lastId.raw(in.bytes, in.at, length);
            in.at += length;
            if (program.program.hasLog()) readLog(state);
            readLane(state.lane, state);
            state.labelledUntil = (marks & LABELLED) == 0 ? EntityState.UNKNOWN : labelledUntil(state);
        } else {
            state.lastTime = Long.MIN_VALUE / 2;
            state.lastId.clear();
            state.openChunk = in.unsigned();
            state.firstChunk = state.openChunk;
            state.open.clear();
            state.lane.clear(state.openChunk);
            state.labelledUntil = EntityState.NEVER_LABELLED;
        }
        state.scheduledExpiry =
                (marks & SCHEDULED) == 0 ? EntityState.NOT_SCHEDULED : in.signed() + (state.empty ? 0 : state.lastTime);
        if ((marks & LABELS) == 0) return;
        state.pending.readAll(in);
        for (int i = in.size(); i > 0; i--) state.orphans.add(PendingLabels.read(in));
    }

    private boolean saysLabelled(EntityState state) {
        return !state.empty && program.labels > 0 && program.slackMs > 0 && state.labelledUntil != EntityState.UNKNOWN;
    }

    private long labelledUntil(EntityState state) {
        long distance = in.unsigned();
        return distance == 0 ? EntityState.NEVER_LABELLED : state.lastTime - (distance - 1);
    }

    private void writeLog(EntityState state) {
        out.fixed(state.lastContent);
        out.unsigned(state.firstChunk);
        out.unsigned(state.openChunk - state.firstChunk);
        if (state.firstChunk < state.openChunk) out.signed(state.lastTime - state.firstChunkLastTime);
        ChunkBytes open = state.open;
        out.unsigned(open.count);
        if (open.count > 0) {
            out.unsigned(open.hot.size);
            out.raw(open.hot.bytes, 0, open.hot.size);
            if (program.keepsIds || program.keepsIdHashes) {
                out.unsigned(open.cold.size);
                out.raw(open.cold.bytes, 0, open.cold.size);
                for (int at : open.latest) out.unsigned(at);
            }
        }
        HeldChunks held = state.held;
        held.trim(state.lane.cursors, state.openChunk);
        out.unsigned(held.size);
        for (int i = 0; i < held.size; i++) {
            out.unsigned(held.numbers[i] - state.firstChunk);
            out.unsigned(held.froms[i]);
            int length = held.lengths[i] - held.froms[i];
            out.unsigned(length);
            out.raw(held.bytes[i], held.origins[i] + held.froms[i], length);
        }
        for (Cursor cursor : state.lane.cursors) {
            out.unsigned(cursor.chunk - state.firstChunk);
            out.unsigned(cursor.index);
            out.unsigned(cursor.offset + 1);
            out.unsigned(cursor.nextTime == Cursor.AT_END ? 0 : state.lastTime - cursor.nextTime + 1);
        }
    }

    private void readLog(EntityState state) {
        state.lastContent = in.fixed();
        state.firstChunk = in.unsigned();
        state.openChunk = state.firstChunk + in.unsigned();
        if (state.firstChunk < state.openChunk) state.firstChunkLastTime = state.lastTime - in.signed();
        ChunkBytes open = state.open;
        open.clear();
        open.count = in.size();
        open.lastTime = state.lastTime;
        if (open.count > 0) {
            copy(open.hot);
            if (program.keepsIds || program.keepsIdHashes) {
                copy(open.cold);
                for (int t = 0; t < open.latest.length; t++) open.latest[t] = in.size();
            }
        }
        int held = in.size();
        for (int i = 0; i < held; i++) {
            long number = state.firstChunk + in.unsigned();
            int from = in.size();
            int length = in.size();
            state.held.append(number, in.bytes, in.at - from, from, from + length);
            in.at += length;
        }
        for (Cursor cursor : state.lane.cursors) {
            cursor.chunk = state.firstChunk + in.unsigned();
            cursor.index = in.size();
            cursor.offset = in.size() - 1;
            long next = in.unsigned();
            cursor.nextTime = next == 0 ? Cursor.AT_END : state.lastTime - (next - 1);
        }
    }

    private void copy(ByteSink to) {
        int length = in.size();
        to.raw(in.bytes, in.at, length);
        in.at += length;
    }

    private void writeLane(Lane lane, EntityState state) {
        for (int i = 0; i < program.accumulators.length; i++) {
            writeTotal(program.isCount[i], lane.totals, i);
            if (program.hasBase[i]) writeTotal(program.isCount[i], lane.baseTotals, i);
        }
        for (int i = 0; i < lane.extremes.length; i++) {
            writeExtremes(lane.extremes[i], state.lastTime);
            if (program.base >= 0 && program.extremes[i].lifetime())
                writeExtremes(lane.baseExtremes[i], state.lastTime);
        }
        for (RecentValues recent : lane.recents) {
            out.unsigned(recent.size);
            long later = state.lastTime;
            for (int i = recent.size - 1; i >= 0; i--) {
                out.fixed(recent.values[i]);
                out.unsigned(later - recent.times[i]);
                later = recent.times[i];
            }
        }
        for (int i = 0; i < lane.lasts.length; i++) writeLast(program.lasts[i], lane.lasts[i], state.lastTime);
    }

    private void readLane(Lane lane, EntityState state) {
        for (int i = 0; i < program.accumulators.length; i++) {
            readTotal(program.isCount[i], lane.totals, i);
            if (program.hasBase[i]) readTotal(program.isCount[i], lane.baseTotals, i);
        }
        for (int i = 0; i < lane.extremes.length; i++) {
            readExtremes(lane.extremes[i], state.lastTime);
            if (program.base >= 0 && program.extremes[i].lifetime()) readExtremes(lane.baseExtremes[i], state.lastTime);
        }
        for (RecentValues recent : lane.recents) {
            recent.resize(in.size());
            long later = state.lastTime;
            for (int i = recent.size - 1; i >= 0; i--) {
                recent.values[i] = in.fixed();
                later -= in.unsigned();
                recent.times[i] = later;
            }
        }
        for (int i = 0; i < lane.lasts.length; i++) lane.lasts[i] = readLast(program.lasts[i], state.lastTime);
    }

    /** A sum has 128 bits: those that fit in 63 have a last bit of 0, the others are eight bytes more. */
    private void writeTotal(boolean count, Totals totals, int index) {
        long low = totals.low[index];
        if (count) {
            out.unsigned(low);
        } else if (totals.fitsLong(index) && low << 2 >> 2 == low) {
            out.unsigned(((low << 1) ^ (low >> 63)) << 1);
        } else {
            out.unsigned(1);
            out.fixed(totals.high[index]);
            out.fixed(low);
        }
    }

    private void readTotal(boolean count, Totals totals, int index) {
        long raw = in.unsigned();
        if (count) {
            totals.low[index] = raw;
            totals.high[index] = 0;
        } else if ((raw & 1) == 0) {
            long zigzag = raw >>> 1;
            long low = (zigzag >>> 1) ^ -(zigzag & 1);
            totals.low[index] = low;
            totals.high[index] = low >> 63;
        } else {
            totals.high[index] = in.fixed();
            totals.low[index] = in.fixed();
        }
    }

    private void writeExtremes(Extremes extremes, long lastTime) {
        out.unsigned(extremes.size);
        long later = lastTime;
        for (int i = extremes.size - 1; i >= 0; i--) {
            out.unsigned(later - extremes.times[i]);
            out.signed(extremes.values[i]);
            later = extremes.times[i];
        }
    }

    private void readExtremes(Extremes extremes, long lastTime) {
        extremes.resize(in.size());
        long later = lastTime;
        for (int i = extremes.size - 1; i >= 0; i--) {
            later -= in.unsigned();
            extremes.times[i] = later;
            extremes.values[i] = in.signed();
        }
    }

    private void writeLast(Structures.LastSpec spec, @Nullable LastEvent last, long lastTime) {
        out.unsigned(last == null ? 0 : lastTime - last.time() + 1);
        if (last == null) return;
        if (spec.first() >= 0) out.signed(last.first());
        if (spec.second() >= 0) out.signed(last.second());
        String text = last.text();
        if (spec.text() >= 0) out.text(text == null ? "" : text);
    }

    private @Nullable LastEvent readLast(Structures.LastSpec spec, long lastTime) {
        long distance = in.unsigned();
        if (distance == 0) return null;
        long first = spec.first() >= 0 ? in.signed() : 0;
        long second = spec.second() >= 0 ? in.signed() : 0;
        return new LastEvent(lastTime - (distance - 1), first, second, spec.text() >= 0 ? in.text() : null);
    }
}
