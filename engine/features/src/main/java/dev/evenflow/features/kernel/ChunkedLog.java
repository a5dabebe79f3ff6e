package dev.evenflow.features.kernel;

import dev.evenflow.features.row.TextHash;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An entity's log while one event is handled: the open chunk from its header, sealed chunks by point get.
 * Chunk numbers are consecutive from {@link EntityState#firstChunk} to {@link EntityState#openChunk}.
 */
final class ChunkedLog implements EventLog {
    private static final ChunkStore NOWHERE = new ChunkStore() {
        @Override
        public byte @Nullable [] get(long number) {
            return null;
        }

        @Override
        public void put(long number, byte[] chunk) {
            throw new IllegalStateException("open() comes first");
        }

        @Override
        public void remove(long number) {
            throw new IllegalStateException("open() comes first");
        }
    };

    private final FlatProgram program;
    private final EventReader reader;
    private final ByteSource in = new ByteSource();
    private final LoggedEvent passing;
    private EntityState state;
    private ChunkStore store;
    private long lastLoaded = -1;
    private long lastLoadedTime;

    ChunkedLog(FlatProgram program, EventReader reader) {
        this.program = program;
        this.reader = reader;
        this.passing = new LoggedEvent(program);
        this.state = new EntityState(program);
        this.store = NOWHERE;
    }

    /** Makes this the log of a key; everything returned before is void. */
    ChunkedLog open(EntityState newState, ChunkStore newStore) {
        state = newState;
        store = newStore;
        lastLoaded = -1;
        return this;
    }

    /** The events of a chunk, open or sealed, as a list of its own. */
    List<LoggedEvent> chunk(long number) {
        return chunk(number, true);
    }

    /** The same, if wanted without ids: not to be written again then. */
    List<LoggedEvent> chunk(long number, boolean ids) {
        return number == state.openChunk ? reader.readAll(state.open, ids) : reader.readAll(sealed(number), ids);
    }

    /** Some events of a chunk as a passing cursor sees them; each is valid until the next. */
    void eachPassing(long number, int from, int until, Consumer<LoggedEvent> action) {
        int last;
        if (number == state.openChunk) {
            in.over(state.open.hot.bytes, 0);
            last = Math.min(until, state.open.count);
        } else {
            SealedChunk chunk = sealed(number);
            in.over(chunk.bytes, chunk.hotFrom);
            last = Math.min(until, chunk.count);
        }
        for (int i = 0; i < last; i++) {
            passing.time = i == 0 ? in.signed() : passing.time + in.unsigned();
            reader.readInputs(in, passing);
            if (i >= from) action.accept(passing);
        }
    }

    private SealedChunk sealed(long number) {
        byte[] bytes = store.get(number);
        if (bytes == null)
            throw new IllegalStateException("chunk " + number + " of chunks " + state.firstChunk + " to "
                    + state.openChunk + " is not in the state: it was removed or lost");
        return new SealedChunk(bytes);
    }

    /** Writes a changed chunk again. Cursors in it keep their index, and have to find their offset. */
    void rewrite(long number, List<LoggedEvent> events) {
        if (number == state.openChunk) {
            state.open.setAll(events, state.lastId);
        } else {
            ChunkBytes chunk = new ChunkBytes(program);
            chunk.setAll(events, new ByteSink(32));
            store.put(number, chunk.sealed());
            if (number == state.firstChunk) state.firstChunkLastTime = chunk.lastTime;
            state.held.drop(number);
        }
        for (Cursor cursor : state.lane.cursors) if (cursor.chunk == number) cursor.offset = Cursor.UNKNOWN;
    }

    @Override
    public LoggedEvent pass(Cursor cursor) {
        int end = locate(cursor);
        passing.time = cursor.nextTime;
        in.unsigned();
        reader.readInputs(in, passing);
        cursor.offset += in.at - end;
        cursor.index++;
        boolean open = cursor.chunk == state.openChunk;
        int held = open ? -1 : state.held.find(cursor.chunk);
        if (!open && cursor.offset == state.held.lengths[held]) {
            cursor.moveTo(cursor.chunk + 1, 0, 0);
            cursor.nextTime = firstTime(cursor);
        } else if (open && cursor.index == state.open.count) {
            cursor.nextTime = Cursor.AT_END;
        } else {
            cursor.nextTime += in.unsigned();
        }
        return passing;
    }

    private long firstTime(Cursor cursor) {
        if (cursor.chunk == state.openChunk && state.open.count == 0) return Cursor.AT_END;
        locate(cursor);
        return in.signed();
    }

    /** Puts {@link #in} where the cursor's event begins; that place in its array. */
    private int locate(Cursor cursor) {
        if (cursor.chunk == state.openChunk) {
            in.over(state.open.hot.bytes, 0);
            if (cursor.offset == Cursor.UNKNOWN) cursor.offset = skip(cursor.index, 0);
            in.at = cursor.offset;
            return in.at;
        }
        HeldChunks held = state.held;
        int at = held.find(cursor.chunk);
        int needed = Math.max(0, cursor.offset);
        if (at < 0 || held.froms[at] > needed) at = load(cursor.chunk);
        in.over(held.bytes[at], held.origins[at]);
        if (cursor.offset == Cursor.UNKNOWN) cursor.offset = skip(cursor.index, held.origins[at]);
        in.at = held.origins[at] + cursor.offset;
        return in.at;
    }

    private int load(long number) {
        SealedChunk chunk = sealed(number);
        if (number == state.firstChunk) state.firstChunkLastTime = chunk.lastTime;
        lastLoaded = number;
        lastLoadedTime = chunk.lastTime;
        if (state.held.size > state.lane.cursors.length) state.held.trim(state.lane.cursors, state.openChunk);
        return state.held.hold(number, chunk.bytes, chunk.hotFrom, 0, chunk.hotTo - chunk.hotFrom);
    }

    private int skip(int events, int origin) {
        in.at = origin;
        for (int i = 0; i < events; i++) {
            in.unsigned();
            reader.readInputs(in, passing);
        }
        return in.at - origin;
    }

    /** Puts the newest event at the end; seals the chunk when it is full. */
    void append(LoggedEvent event) {
        for (Cursor cursor : state.lane.cursors) if (cursor.nextTime == Cursor.AT_END) cursor.nextTime = event.time;
        state.open.append(event, state.lastId);
        if (state.open.count >= program.chunkEvents) seal();
        prune(event.time);
    }

    private void seal() {
        ChunkBytes open = state.open;
        byte[] sealed = open.sealed();
        store.put(state.openChunk, sealed);
        if (state.firstChunk == state.openChunk) state.firstChunkLastTime = open.lastTime;
        holdEnd(sealed);
        state.openChunk++;
        open.clear();
    }

    /** Cursors that are about to leave the chunk need not read it for that. */
    private void holdEnd(byte[] sealed) {
        int least = Integer.MAX_VALUE;
        for (Cursor cursor : state.lane.cursors) {
            if (cursor.chunk != state.openChunk || cursor.offset == Cursor.UNKNOWN) continue;
            if (cursor.index >= state.open.count - program.chunkEvents / 2) least = Math.min(least, cursor.offset);
        }
        if (least == Integer.MAX_VALUE) return;
        int hot = state.open.hot.size;
        int origin = sealed.length - state.open.cold.size - hot;
        state.held.hold(state.openChunk, sealed, origin, least, hot);
    }

    /** Removes sealed chunks all of whose events lie behind the horizon. */
    private void prune(long time) {
        long boundary = time - program.program.horizonMs();
        while (state.firstChunk < state.openChunk && state.firstChunkLastTime <= boundary) {
            state.held.drop(state.firstChunk);
            store.remove(state.firstChunk++);
            if (state.firstChunk < state.openChunk) state.firstChunkLastTime = lastTime(state.firstChunk);
        }
    }

    private long lastTime(long number) {
        return number == lastLoaded ? lastLoadedTime : sealed(number).lastTime;
    }

    void clear() {
        for (long number = state.firstChunk; number < state.openChunk; number++) store.remove(number);
    }

    /** Every event of the log, oldest first. */
    List<LoggedEvent> all() {
        List<LoggedEvent> all = new ArrayList<>();
        for (long number = state.firstChunk; number <= state.openChunk; number++) all.addAll(chunk(number));
        return all;
    }

    /** How many events each chunk holds, from the first to the open one. */
    int[] sizes() {
        int[] sizes = new int[(int) (state.openChunk - state.firstChunk + 1)];
        for (int i = 0; i < sizes.length - 1; i++) sizes[i] = sealed(state.firstChunk + i).count;
        sizes[sizes.length - 1] = state.open.count;
        return sizes;
    }

    /** Place of an event: chunk number and index, or null where the log does not hold it. Logarithmic in the chunks. */
    @Nullable
    Place find(long time, String idText) {
        ByteSink id = new ByteSink(idText.length());
        id.utf8(idText);
        long from = state.firstChunk;
        long to = state.openChunk;
        if (beginsBy(to, time)) from = to;
        while (from < to) {
            long middle = (from + to + 1) >>> 1;
            if (beginsBy(middle, time)) from = middle;
            else to = middle - 1;
        }
        // events of one time may lie in several chunks
        for (long number = from; number >= state.firstChunk; number--) {
            List<LoggedEvent> events = chunk(number);
            for (int i = 0; i < events.size(); i++)
                if (is(events.get(i), time, id)) return new Place(number, i, events);
            if (events.isEmpty() || events.get(0).time < time) return null;
        }
        return null;
    }

    private boolean beginsBy(long number, long time) {
        if (number < state.openChunk) return sealed(number).firstTime() <= time;
        if (state.open.count == 0) return false;
        in.over(state.open.hot.bytes, 0);
        return in.signed() <= time;
    }

    private boolean is(LoggedEvent event, long time, ByteSink id) {
        if (event.time != time) return false;
        return program.keepsIds ? event.id.sameAs(id) : event.idHash == TextHash.of(id.bytes, 0, id.size);
    }

    /** An event's place, and its chunk as a list. */
    record Place(long chunk, int index, List<LoggedEvent> events) {
        LoggedEvent event() {
            return events.get(index);
        }
    }
}
