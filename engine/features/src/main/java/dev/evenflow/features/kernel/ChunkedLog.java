package dev.evenflow.features.kernel;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entity's log while one event is handled: the open chunk from its header, sealed chunks by point get.
 * Chunk numbers are consecutive from {@link EntityState#firstChunk} to {@link EntityState#openChunk}.
 */
final class ChunkedLog implements EventLog {
    private final EntityState state;
    private final ChunkStore store;
    private final EventCodec codec;
    private long cachedNumber = -1;
    private @Nullable List<LoggedEvent> cached;

    ChunkedLog(EntityState state, ChunkStore store, EventCodec codec) {
        this.state = state;
        this.store = store;
        this.codec = codec;
    }

    /** The events of a chunk, open or sealed. */
    List<LoggedEvent> chunk(long number) {
        if (number == state.openChunk) return state.open;
        if (number == cachedNumber && cached != null) return cached;
        byte[] bytes = store.get(number);
        if (bytes == null)
            throw new IllegalStateException("chunk " + number + " of chunks " + state.firstChunk + " to "
                    + state.openChunk + " is not in the state: it was removed or lost");
        cached = codec.readChunk(bytes);
        cachedNumber = number;
        return cached;
    }

    /** Writes a changed sealed chunk again. */
    void rewrite(long number, List<LoggedEvent> events) {
        store.put(number, codec.writeChunk(events));
        cachedNumber = -1;
    }

    @Override
    public LoggedEvent at(Cursor cursor) {
        return events(cursor).get(cursor.index - cursor.eventsFrom);
    }

    @Override
    public void next(Cursor cursor) {
        List<LoggedEvent> events = events(cursor);
        cursor.index++;
        if (cursor.index - cursor.eventsFrom == events.size() && cursor.chunk < state.openChunk) {
            cursor.moveTo(cursor.chunk + 1, 0);
            events = events(cursor);
        }
        int at = cursor.index - cursor.eventsFrom;
        cursor.nextTime = at < events.size() ? events.get(at).time : Cursor.AT_END;
    }

    private List<LoggedEvent> events(Cursor cursor) {
        if (cursor.chunk == state.openChunk) return state.open;
        if (cursor.events == null) {
            cursor.events = chunk(cursor.chunk);
            cursor.eventsFrom = 0;
        }
        return cursor.events;
    }

    /** Puts the newest event at the end; seals the chunk when it is full. */
    void append(Program program, LoggedEvent event) {
        for (Cursor cursor : state.lane.cursors) if (cursor.nextTime == Cursor.AT_END) cursor.nextTime = event.time;
        state.open.add(event);
        if (state.open.size() >= Program.CHUNK_EVENTS) seal();
        prune(program, event.time);
    }

    private void seal() {
        List<LoggedEvent> events = state.open;
        store.put(state.openChunk, codec.writeChunk(events));
        if (state.firstChunk == state.openChunk) state.firstChunkLastTime = events.get(events.size() - 1).time;
        state.openChunk++;
        state.open = new ArrayList<>();
    }

    /** Removes sealed chunks all of whose events lie behind the horizon. */
    private void prune(Program program, long time) {
        while (state.firstChunk < state.openChunk && state.firstChunkLastTime <= time - program.horizonMs()) {
            store.remove(state.firstChunk++);
            if (state.firstChunk < state.openChunk) {
                List<LoggedEvent> events = chunk(state.firstChunk);
                state.firstChunkLastTime = events.get(events.size() - 1).time;
            }
        }
        if (program.offsetsMs().length == 0) pruneOpen(time - program.horizonMs());
    }

    /** Without cursors the open chunk can lose its old events at once. */
    private void pruneOpen(long boundary) {
        if (state.firstChunk != state.openChunk) return;
        int from = 0;
        while (from < state.open.size() && state.open.get(from).time <= boundary) from++;
        if (from > 0) state.open.subList(0, from).clear();
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
        for (int i = 0; i < sizes.length; i++)
            sizes[i] = chunk(state.firstChunk + i).size();
        return sizes;
    }

    /** Place of an event: chunk number and index, or null where the log does not hold it. Logarithmic in the chunks. */
    @Nullable
    Place find(long time, String id) {
        long from = state.firstChunk;
        long to = state.openChunk;
        if (!state.open.isEmpty() && state.open.get(0).compareTo(time, id) <= 0) from = to;
        while (from < to) {
            long middle = (from + to + 1) >>> 1;
            List<LoggedEvent> events = chunk(middle);
            if (!events.isEmpty() && events.get(0).compareTo(time, id) <= 0) from = middle;
            else to = middle - 1;
        }
        List<LoggedEvent> events = chunk(from);
        for (int i = 0; i < events.size(); i++) if (events.get(i).compareTo(time, id) == 0) return new Place(from, i);
        return null;
    }

    record Place(long chunk, int index) {}
}
