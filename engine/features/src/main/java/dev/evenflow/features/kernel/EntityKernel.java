package dev.evenflow.features.kernel;

import dev.evenflow.features.kernel.EntityState.PendingLabel;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.RowLayout;
import dev.evenflow.features.row.Slot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Computes one entity's features, event by event, for one key's state at a time: the only implementation, for batch,
 * stream, served and settled alike. All state is in the {@link EntityState} and the {@link ChunkStore} given; what a kernel
 * holds itself is room to work in, so that each thread needs its own.
 *
 * <p>Events in order, by (time, id), cost constant time. One out of order, by at most the slack, is put in its place:
 * where corrections are wanted, everything after it is computed again, which is right, slow and meant to be rare; elsewhere it
 * costs what its own features need of the log.
 */
public final class EntityKernel {
    /** What became of an event. */
    public enum Outcome {
        /** Added; the row holds its features. */
        ADDED,
        /** The same event (time, id, content) was there before; nothing changed, the row's features are null. */
        DUPLICATE,
        /** An event of that time and id was there before with other content; nothing changed, the row's features are null. */
        CONFLICT,
        /**
         * It came later than the slack allows. Where the log still reaches as far back it was added, and the row holds
         * features that may leave out older events; elsewhere nothing changed, and they are null.
         */
        BEYOND_SLACK
    }

    /** Takes new values of events whose features changed after they were computed. */
    public interface CorrectionSink {
        /** @param patch kind CORRECTION, with the corrected event's time and id, and only this entity's features set */
        void correction(FeatureRow patch);
    }

    private final FlatProgram program;
    private final List<Slot> labelSlots;
    private final StateCodec codec;
    private final OutOfOrder outOfOrder;
    private final LoggedEvent current;
    private final ChunkedLog log;

    public EntityKernel(Program program, RowLayout layout, int entityIndex) {
        this.program = new FlatProgram(program);
        this.labelSlots = program.labels();
        this.codec = new StateCodec(this.program);
        this.outOfOrder = new OutOfOrder(this.program, layout, entityIndex);
        this.current = new LoggedEvent(this.program);
        this.log = new ChunkedLog(this.program, new EventReader(this.program));
    }

    public StateCodec codec() {
        return codec;
    }

    public EntityState newState() {
        return new EntityState(program);
    }

    /**
     * Adds an event and sets the entity's features in {@code row}, as of the event's place in the total order.
     *
     * @param corrections where later events' changed features go; null where nobody wants them
     */
    public Outcome addEvent(
            EntityState state, ChunkStore chunks, FeatureRow row, @Nullable CorrectionSink corrections) {
        LoggedEvent event = logged(row);
        log.open(state, chunks);
        if (!state.empty && event.time > state.lastTime && event.time - state.lastTime > program.program.idleTtlMs())
            forget(state);
        if (!state.empty && event.time <= state.lastTime) {
            int order = event.compareTo(state.lastTime, state.lastId);
            if (order == 0) return sameAsLast(state, event);
            if (order < 0) return outOfOrder.addEvent(state, log, event, row, corrections);
        }

        if (state.pending.isDue(event.time)) applyPendingLabels(state, event.time);
        outOfOrder.attachOrphans(state, event);
        Lane lane = state.lane;
        lane.advance(program, event.time, log);
        FeatureReader.read(program.before, lane, event, row);
        lane.add(program, event, event.time);
        FeatureReader.read(program.after, lane, event, row);
        state.empty = false;
        if (program.program.hasLog()) {
            log.append(event);
            state.lastContent = event.contentHash();
        }
        state.lastTime = event.time;
        state.lastId.set(event.id);
        return Outcome.ADDED;
    }

    /** Adds a label; it counts from when it became known, inclusive. A label without an event in reach changes nothing. */
    public void addLabel(EntityState state, ChunkStore chunks, FeatureRow label, @Nullable CorrectionSink corrections) {
        int flags = 0;
        for (int i = 0; i < labelSlots.size(); i++) {
            Slot slot = labelSlots.get(i);
            if (!label.isNull(slot) && label.getBoolean(slot)) flags |= 1 << i;
        }
        PendingLabel pending = PendingLabel.of(label, flags);
        if (state.empty || pending.knownAt() > state.lastTime) {
            state.pending.add(pending);
            return;
        }
        outOfOrder.addLabel(state, log.open(state, chunks), pending, corrections);
    }

    /** Event time from which on the state cannot change any later value and may be removed with {@link #clear}. */
    public long expiresAt(EntityState state) {
        long last = state.empty ? Long.MIN_VALUE / 2 : state.lastTime;
        for (PendingLabel label : state.pending.all()) last = Math.max(last, label.knownAt());
        long kept = last + program.program.retentionMs();
        return kept < last ? Long.MAX_VALUE : kept;
    }

    /** Removes every chunk of the state and empties it. */
    public void clear(EntityState state, ChunkStore chunks) {
        log.open(state, chunks);
        forget(state);
    }

    private void forget(EntityState state) {
        log.clear();
        state.empty = true;
        state.lastTime = Long.MIN_VALUE / 2;
        state.lastId.clear();
        state.firstChunk = state.openChunk;
        state.open.clear();
        state.held.clear();
        state.lane.clear(state.openChunk);
        state.orphans.clear();
        state.labelledUntil = EntityState.NEVER_LABELLED;
    }

    private void applyPendingLabels(EntityState state, long time) {
        while (state.pending.isDue(time)) {
            PendingLabel label = state.pending.all().remove(0);
            ChunkedLog.Place place = log.find(label.eventTime(), label.eventId());
            if (place == null) outOfOrder.keepOrphan(state, label, time);
            else OutOfOrder.relabel(program, state, log, place, label, time);
        }
    }

    private Outcome sameAsLast(EntityState state, LoggedEvent event) {
        boolean same = !program.program.hasLog() || state.lastContent == event.contentHash();
        return same ? Outcome.DUPLICATE : Outcome.CONFLICT;
    }

    private LoggedEvent logged(FeatureRow row) {
        LoggedEvent event = current;
        event.forgetLabels();
        event.time = row.time;
        row.copyId(event.id.ofLength(row.idLength()), 0);
        if (program.keepsIdHashes) event.idHash = row.idHash();
        long flags = 0;
        for (int i = 0; i < program.predicateSlots.length; i++)
            if (row.getBoolean(program.predicateSlots[i])) flags |= 1L << i;
        event.flags = flags;
        long mask = 0;
        for (int i = 0; i < event.values.length; i++) {
            Slot slot = program.columnSlots[i];
            boolean present = !row.isNull(slot);
            event.values[i] = present ? row.getLong(slot) : 0;
            if (present) mask |= 1L << i;
        }
        event.valueMask = mask;
        long texts = 0;
        for (int i = 0; i < event.hashes.length; i++) {
            Slot slot = program.textSlots[i];
            boolean present = !row.isNull(slot);
            event.hashes[i] = present ? row.textHash(slot) : 0;
            if (program.keptText[i]) event.texts[i] = row.getText(slot);
            if (present) texts |= 1L << i;
        }
        event.textMask = texts;
        return event;
    }
}
