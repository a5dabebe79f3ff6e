package dev.evenflow.features.kernel;

/**
 * A place in an entity's log that follows the newest event at a fixed distance in time: all events at or before it
 * have passed (entered a delayed window, or left a window).
 *
 * <p>{@code nextTime} tells without a read whether anything is due.
 */
final class Cursor {
    static final long AT_END = Long.MAX_VALUE;

    /** For an {@link #offset} that has to be found. */
    static final int UNKNOWN = -1;

    long chunk;
    int index;
    /** Where the event begins in the chunk's hot stream, or {@link #UNKNOWN}. */
    int offset;
    /** Time of the event at this place; {@link #AT_END} where there is none yet. */
    long nextTime = AT_END;

    void moveTo(long newChunk, int newIndex, int newOffset) {
        chunk = newChunk;
        index = newIndex;
        offset = newOffset;
    }

    /** Whether the place (chunk, index) lies before this cursor: its event has passed. */
    boolean hasPassed(long otherChunk, int otherIndex) {
        return otherChunk < chunk || (otherChunk == chunk && otherIndex < index);
    }
}
