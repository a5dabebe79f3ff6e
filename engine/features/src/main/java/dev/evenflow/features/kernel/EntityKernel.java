package dev.evenflow.features.kernel;

import dev.evenflow.features.kernel.EntityState.PendingLabel;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.RowLayout;
import dev.evenflow.features.row.Slot;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Computes one entity's features, event by event, for one key's state at a time: the only implementation, for batch,
 * stream, served and settled alike. Stateless itself and thread-safe; all state is in the {@link EntityState} and the
 * {@link ChunkStore} given.
 *
 * <p>Events in order, by (time, id), cost constant time. One out of order, by at most the slack, is put in its place,
 * and everything after it is computed again: right, and slow, and meant to be rare.
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

    private final Program program;
    private final EventCodec eventCodec;
    private final StateCodec stateCodec;
    private final OutOfOrder outOfOrder;

    public EntityKernel(Program program, RowLayout layout, int entityIndex) {
        this.program = program;
        this.eventCodec = new EventCodec(program);
        this.stateCodec = new StateCodec(program);
        this.outOfOrder = new OutOfOrder(program, layout, entityIndex);
    }

    public StateCodec codec() {
        return stateCodec;
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
        ChunkedLog log = new ChunkedLog(state, chunks, eventCodec);
        if (!state.empty && event.time > state.lastTime && event.time - state.lastTime > program.idleTtlMs())
            forget(state, log);
        int order = state.empty ? 1 : LoggedEvent.compare(event.time, event.id, state.lastTime, state.lastId);
        if (order == 0) return sameAsLast(log, event);
        if (order < 0) return outOfOrder.addEvent(state, log, event, row, corrections);

        applyPendingLabels(state, log, event.time);
        outOfOrder.attachOrphans(state, event);
        Lane lane = state.lane;
        lane.advance(program, event.time, log);
        FeatureReader.read(program, lane, row, event.time, true);
        lane.add(program, event, event.time);
        FeatureReader.read(program, lane, row, event.time, false);
        state.empty = false;
        state.lastTime = event.time;
        state.lastId = event.id;
        if (program.hasLog()) log.append(program, event);
        return Outcome.ADDED;
    }

    /** Adds a label; it counts from when it became known, inclusive. A label without an event in reach changes nothing. */
    public void addLabel(EntityState state, ChunkStore chunks, FeatureRow label, @Nullable CorrectionSink corrections) {
        int flags = 0;
        for (int i = 0; i < program.labels().size(); i++) {
            Slot slot = program.labels().get(i);
            if (!label.isNull(slot) && label.getBoolean(slot)) flags |= 1 << i;
        }
        PendingLabel pending = PendingLabel.of(label, flags);
        if (state.empty || pending.knownAt() > state.lastTime) {
            int at = Collections.binarySearch(state.pending, pending);
            if (at < 0) state.pending.add(-at - 1, pending);
            return;
        }
        outOfOrder.addLabel(state, new ChunkedLog(state, chunks, eventCodec), pending, corrections);
    }

    /** Event time from which on the state cannot change any later value and may be removed with {@link #clear}. */
    public long expiresAt(EntityState state) {
        long last = state.empty ? Long.MIN_VALUE / 2 : state.lastTime;
        for (PendingLabel label : state.pending) last = Math.max(last, label.knownAt());
        long kept = last + program.retentionMs();
        return kept < last ? Long.MAX_VALUE : kept;
    }

    /** Removes every chunk of the state and empties it. */
    public void clear(EntityState state, ChunkStore chunks) {
        forget(state, new ChunkedLog(state, chunks, eventCodec));
    }

    private void forget(EntityState state, ChunkedLog log) {
        log.clear();
        EntityState fresh = new EntityState(program);
        state.empty = true;
        state.lastTime = fresh.lastTime;
        state.lastId = "";
        state.firstChunk = state.openChunk;
        state.open = fresh.open;
        state.lane = fresh.lane;
        for (Cursor cursor : state.lane.cursors) cursor.chunk = state.openChunk;
        state.orphans = fresh.orphans;
    }

    private void applyPendingLabels(EntityState state, ChunkedLog log, long time) {
        while (!state.pending.isEmpty() && state.pending.get(0).knownAt() <= time) {
            PendingLabel label = state.pending.remove(0);
            ChunkedLog.Place place = log.find(label.eventTime(), label.eventId());
            if (place == null) outOfOrder.keepOrphan(state, label, time);
            else OutOfOrder.relabel(program, state, log, place, label, time);
        }
    }

    private static Outcome sameAsLast(ChunkedLog log, LoggedEvent event) {
        ChunkedLog.Place place = log.find(event.time, event.id);
        if (place == null) return Outcome.DUPLICATE;
        return log.chunk(place.chunk()).get(place.index()).sameContent(event) ? Outcome.DUPLICATE : Outcome.CONFLICT;
    }

    private LoggedEvent logged(FeatureRow row) {
        long flags = 0;
        List<Slot> predicates = program.predicates();
        for (int i = 0; i < predicates.size(); i++) if (row.getBoolean(predicates.get(i))) flags |= 1L << i;
        List<Slot> columns = program.columns();
        long[] values = new long[columns.size()];
        long mask = 0;
        for (int i = 0; i < values.length; i++) {
            if (row.isNull(columns.get(i))) continue;
            values[i] = row.getLong(columns.get(i));
            mask |= 1L << i;
        }
        List<Slot> textSlots = program.texts();
        @Nullable String[] texts = new @Nullable String[textSlots.size()];
        for (int i = 0; i < texts.length; i++) texts[i] = row.getText(textSlots.get(i));
        return new LoggedEvent(row.time, row.id, flags, mask, values, texts);
    }
}
