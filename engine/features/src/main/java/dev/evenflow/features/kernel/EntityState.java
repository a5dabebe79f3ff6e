package dev.evenflow.features.kernel;

import dev.evenflow.features.row.FeatureRow;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of one entity key, read and written once per event: running values, the open chunk, and labels that
 * wait. Mutable; only {@link EntityKernel} changes it, only {@link StateCodec} writes it.
 */
public final class EntityState {
    private static final byte[] NOTHING = {};

    boolean empty = true;
    long lastTime = Long.MIN_VALUE / 2;
    /** The last event's id in UTF-8. */
    final ByteSink lastId = new ByteSink(32);
    /** What the last event said, {@link LoggedEvent#contentHash}. */
    long lastContent;

    long firstChunk;
    long openChunk;
    /** Time of the last event of chunk {@link #firstChunk}, if that is sealed. */
    long firstChunkLastTime;

    final ChunkBytes open;
    final HeldChunks held = new HeldChunks();
    Lane lane;
    /** Labels known after the last event. */
    final PendingLabels pending = new PendingLabels();
    /** Labels whose event has not come, while it still may. */
    final List<PendingLabel> orphans = new ArrayList<>(0);

    /**
     * When the last of the labels that the log holds became known; {@link #NEVER_LABELLED} where it holds none,
     * {@link #UNKNOWN} where it was written by a build that did not keep this.
     */
    long labelledUntil = NEVER_LABELLED;

    static final long NEVER_LABELLED = Long.MIN_VALUE;
    static final long UNKNOWN = Long.MAX_VALUE;

    /** The bytes that this was read from; {@link #held} refers to them. */
    byte[] raw = NOTHING;

    /** What this state stands for; null for all but {@link #standFor}. */
    byte @Nullable [] encoded;

    int encodedFrom;
    int encodedLength;

    /** When the state's owner will look whether it has expired; {@link #NOT_SCHEDULED} where it has no such plan. */
    public long scheduledExpiry = NOT_SCHEDULED;

    public static final long NOT_SCHEDULED = -1;

    EntityState(FlatProgram program) {
        this.open = new ChunkBytes(program);
        this.lane = new Lane(program);
    }

    /** Makes this nothing but a form in which bytes that {@link StateCodec#encode} made can be written. */
    public EntityState standFor(byte[] bytes, int from, int length) {
        encoded = bytes;
        encodedFrom = from;
        encodedLength = length;
        return this;
    }

    /** Notes that an event of the log got a label. */
    void labelled(long knownAt) {
        labelledUntil = Math.max(labelledUntil, knownAt);
    }

    /** An array of at least that length to read the state into; it stays this state's. */
    byte[] raw(int length) {
        if (raw.length < length) raw = new byte[length + length / 4];
        return raw;
    }

    record PendingLabel(long knownAt, long eventTime, String eventId, int flags) implements Comparable<PendingLabel> {
        static PendingLabel of(FeatureRow label, int flags) {
            return new PendingLabel(label.time, label.labelledTime, label.id(), flags);
        }

        @Override
        public int compareTo(PendingLabel other) {
            int order = Long.compare(knownAt, other.knownAt);
            if (order == 0) order = LoggedEvent.compare(eventTime, eventId, other.eventTime, other.eventId);
            return order != 0 ? order : Integer.compare(flags, other.flags);
        }
    }
}
