package dev.evenflow.features.kernel;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An entity's log, of which each chunk is read when it is first asked for. Places are (chunk, index), the end of the log
 * one behind its last event; a place behind a sealed chunk's last event is never given, but the next chunk's first.
 */
final class LoadedLog {
    private final EntityState state;
    private final ChunkedLog log;
    private final @Nullable List<LoggedEvent>[] chunks;
    private final boolean[] withIds;

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
    LoadedLog(EntityState state, ChunkedLog log) {
        this.state = state;
        this.log = log;
        this.chunks = new List[(int) (state.openChunk - state.firstChunk + 1)];
        this.withIds = new boolean[chunks.length];
    }

    /** Where an event is in a log, or would be. */
    record Spot(long chunk, int index) {
        boolean isBefore(Spot other) {
            return chunk < other.chunk || (chunk == other.chunk && index < other.index);
        }
    }

    /** A chunk's events with all that is known of them. */
    List<LoggedEvent> chunk(long number) {
        int at = (int) (number - state.firstChunk);
        List<LoggedEvent> events = chunks[at];
        if (events == null || !withIds[at]) {
            events = log.chunk(number);
            chunks[at] = events;
            withIds[at] = true;
        }
        return events;
    }

    /** A chunk's events, of which the ids may not have been read. */
    private List<LoggedEvent> inputs(long number) {
        int at = (int) (number - state.firstChunk);
        List<LoggedEvent> events = chunks[at];
        if (events == null) {
            events = log.chunk(number, false);
            chunks[at] = events;
        }
        return events;
    }

    Spot end() {
        return new Spot(state.openChunk, state.open.count);
    }

    /** The event before that place; null where it is the first of the log. */
    @Nullable
    LoggedEvent before(Spot spot) {
        if (spot.index > 0) return chunk(spot.chunk).get(spot.index - 1);
        if (spot.chunk == state.firstChunk) return null;
        List<LoggedEvent> events = chunk(spot.chunk - 1);
        return events.get(events.size() - 1);
    }

    /** Where an event belongs that comes before the log's last. */
    Spot spotOf(LoggedEvent event) {
        long number = state.openChunk;
        while (number > state.firstChunk && !follows(event, number)) number--;
        List<LoggedEvent> events = chunk(number);
        int index = events.size();
        while (index > 0 && events.get(index - 1).compareTo(event.time, event.id) > 0) index--;
        return index == events.size() && number < state.openChunk ? new Spot(number + 1, 0) : new Spot(number, index);
    }

    /** Whether the event comes after the first of that chunk. */
    private boolean follows(LoggedEvent event, long number) {
        List<LoggedEvent> events = inputs(number);
        if (events.isEmpty()) return false;
        if (events.get(0).time != event.time) return events.get(0).time < event.time;
        return chunk(number).get(0).compareTo(event.time, event.id) <= 0;
    }

    /** The first place that has nothing but events later than the boundary between it and {@code from}, itself included. */
    Spot firstAfter(long boundary, Spot from) {
        long number = from.chunk;
        int index = from.index;
        while (true) {
            while (index > 0 && inputs(number).get(index - 1).time > boundary) index--;
            if (index > 0 || number == state.firstChunk) return new Spot(number, index);
            List<LoggedEvent> earlier = inputs(number - 1);
            if (earlier.get(earlier.size() - 1).time <= boundary) return new Spot(number, index);
            number--;
            index = earlier.size();
        }
    }

    /** Every event before that place and later than the boundary, newest first, as long as more are wanted. */
    void eachBefore(Spot spot, long boundary, Predicate<LoggedEvent> wantsMore) {
        int index = spot.index;
        for (long number = spot.chunk; number >= state.firstChunk; number--) {
            if (index != 0) {
                List<LoggedEvent> events = inputs(number);
                for (int i = (index < 0 ? events.size() : index) - 1; i >= 0; i--)
                    if (events.get(i).time <= boundary || !wantsMore.test(events.get(i))) return;
            }
            index = -1;
        }
    }

    /** Every event from one place until before another, in order. */
    void each(Spot from, Spot until, Consumer<LoggedEvent> action) {
        for (long number = from.chunk; number <= until.chunk; number++) {
            int first = number == from.chunk ? from.index : 0;
            // the chunk of the end need not be read where nothing of it is wanted
            if (number == until.chunk && first >= until.index) return;
            List<LoggedEvent> events = inputs(number);
            int last = number == until.chunk ? until.index : events.size();
            for (int i = first; i < last; i++) action.accept(events.get(i));
        }
    }

    /** The same with what passing cursors need of each, which is valid until the next: chunks are not kept for it. */
    void eachPassing(Spot from, Spot until, Consumer<LoggedEvent> action) {
        for (long number = from.chunk; number <= until.chunk; number++) {
            int first = number == from.chunk ? from.index : 0;
            int last = number == until.chunk ? until.index : Integer.MAX_VALUE;
            if (first >= last) return;
            List<LoggedEvent> events = chunks[(int) (number - state.firstChunk)];
            if (events == null) log.eachPassing(number, first, last, action);
            else for (int i = first; i < Math.min(last, events.size()); i++) action.accept(events.get(i));
        }
    }
}
