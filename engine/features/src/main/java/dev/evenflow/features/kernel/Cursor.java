package dev.evenflow.features.kernel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place in an entity's log that follows the newest event at a fixed distance in time: all events at or before it
 * have passed (entered a delayed window, or left a window).
 *
 * <p>{@code nextTime} tells without a read whether anything is due. When a cursor enters a sealed chunk it takes the
 * chunk's events with it, so that a chunk is read once per cursor, not once per event.
 */
final class Cursor {
    static final long AT_END = Long.MAX_VALUE;

    long chunk;
    int index;
    /** Time of the event at this place; {@link #AT_END} where there is none yet. */
    long nextTime = AT_END;
    /** The sealed chunk's events that are still ahead; null in the open chunk, or until they are needed. */
    @Nullable
    List<LoggedEvent> events;
    /** Index in the chunk of the first of {@link #events}. */
    int eventsFrom;

    Cursor() {}

    Cursor(long chunk, int index, long nextTime) {
        this.chunk = chunk;
        this.index = index;
        this.nextTime = nextTime;
    }

    void moveTo(long newChunk, int newIndex) {
        chunk = newChunk;
        index = newIndex;
        forgetEvents();
    }

    void forgetEvents() {
        events = null;
        eventsFrom = 0;
    }

    /** Whether the place (chunk, index) lies before this cursor: its event has passed. */
    boolean hasPassed(long otherChunk, int otherIndex) {
        return otherChunk < chunk || (otherChunk == chunk && otherIndex < index);
    }
}
