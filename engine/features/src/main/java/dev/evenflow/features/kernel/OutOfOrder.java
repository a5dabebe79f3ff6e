package dev.evenflow.features.kernel;

import dev.evenflow.features.kernel.EntityKernel.CorrectionSink;
import dev.evenflow.features.kernel.EntityKernel.Outcome;
import dev.evenflow.features.kernel.EntityState.PendingLabel;
import dev.evenflow.features.kernel.LoadedLog.Spot;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.RowLayout;
import dev.evenflow.features.row.Slot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts events and labels in their place when they come after later ones. Where somebody wants to know what that changed, it
 * reads the whole log, computes everything from that place on again, and reports it: linear in the log, right for every
 * aggregate. Where nobody does, an event costs what its own features need ({@link Rewound}).
 */
final class OutOfOrder {
    private final FlatProgram program;
    private final RowLayout layout;
    private final int entityIndex;

    OutOfOrder(FlatProgram program, RowLayout layout, int entityIndex) {
        this.program = program;
        this.layout = layout;
        this.entityIndex = entityIndex;
    }

    Outcome addEvent(
            EntityState state,
            ChunkedLog log,
            LoggedEvent event,
            FeatureRow row,
            @Nullable CorrectionSink corrections) {
        if (program.slackMs == 0 || !program.program.hasLog()) return Outcome.BEYOND_SLACK;
        boolean beyond = event.time < state.lastTime - program.slackMs;
        if (corrections == null && !state.lane.dependsOnOrder(program, event))
            return insert(state, log, event, row, beyond);
        List<LoggedEvent> all = log.all();
        int[] sizes = log.sizes();
        int at = all.size();
        while (at > 0 && all.get(at - 1).compareTo(event.time, event.id) > 0) at--;
        if (at > 0 && all.get(at - 1).compareTo(event.time, event.id) == 0)
            return all.get(at - 1).contentHash() == event.contentHash() ? Outcome.DUPLICATE : Outcome.CONFLICT;

        if (beyond && at == 0) return Outcome.BEYOND_SLACK;

        List<FeatureRow> before = new ArrayList<>();
        int base = baseIndex(state, sizes);
        // what the base of the lifetimes holds is never added a second time
        boolean behindBase = program.base >= 0 && at < base;
        int from = Math.max(at, base);
        if (corrections != null) roll(all, from, base, state.lane, before);

        attachOrphans(state, event);
        all.add(at, event);
        insert(state, log, sizes, all, at);
        List<FeatureRow> after = new ArrayList<>();
        if (behindBase) {
            roll(all.subList(0, at + 1), at, base, state.lane, after);
            state.lane.addToBase(program, event, 0);
            base++;
            from++;
        }
        state.lane = roll(all, from, base, state.lane, after);
        place(state, sizes, all);
        for (Slot feature : program.features) row.copySlot(feature, after.get(0));
        if (corrections != null) report(before, after.subList(1, after.size()), corrections);
        return beyond ? Outcome.BEYOND_SLACK : Outcome.ADDED;
    }

    /** For one that nobody wants later values corrected after: what lies between it and the newest is not computed again. */
    private Outcome insert(EntityState state, ChunkedLog log, LoggedEvent event, FeatureRow row, boolean beyond) {
        LoadedLog loaded = new LoadedLog(state, log);
        Spot spot = loaded.spotOf(event);
        LoggedEvent previous = loaded.before(spot);
        if (previous != null && previous.compareTo(event.time, event.id) == 0)
            return previous.contentHash() == event.contentHash() ? Outcome.DUPLICATE : Outcome.CONFLICT;
        if (beyond && previous == null) return Outcome.BEYOND_SLACK;

        attachOrphans(state, event);
        boolean behindBase = false;
        if (program.base >= 0) {
            Cursor base = state.lane.cursors[program.base];
            behindBase = spot.isBefore(new Spot(base.chunk, base.index));
        }
        Lane lane = Rewound.before(program, state, loaded, spot, event, behindBase);
        FeatureReader.read(program.before, lane, event, row);
        lane.add(program, event, event.time);
        FeatureReader.read(program.after, lane, event, row);

        state.lane.insert(program, event, state.lastTime);
        for (int c = 0; c < state.lane.cursors.length; c++) {
            Cursor cursor = state.lane.cursors[c];
            if (cursor.chunk != spot.chunk() || cursor.index < spot.index()) continue;
            if (event.time <= state.lastTime - program.offsetsMs[c]) cursor.index++;
            else cursor.nextTime = event.time;
        }
        List<LoggedEvent> events = loaded.chunk(spot.chunk());
        events.add(spot.index(), event);
        log.rewrite(spot.chunk(), events);
        return beyond ? Outcome.BEYOND_SLACK : Outcome.ADDED;
    }

    void addLabel(EntityState state, ChunkedLog log, PendingLabel label, @Nullable CorrectionSink corrections) {
        ChunkedLog.Place place = log.find(label.eventTime(), label.eventId());
        if (place == null) {
            keepOrphan(state, label, state.lastTime);
            return;
        }
        if (corrections == null || program.slackMs == 0) {
            relabel(program, state, log, place, label, state.lastTime);
            return;
        }
        List<LoggedEvent> all = log.all();
        int[] sizes = log.sizes();
        int from = all.size();
        while (from > 0 && all.get(from - 1).time >= label.knownAt()) from--;
        int base = baseIndex(state, sizes);
        // events that the base of the lifetimes holds are beyond the slack: they are not corrected any more
        from = Math.max(from, base);
        List<FeatureRow> before = new ArrayList<>();
        roll(all, from, base, state.lane, before);
        int target = index(state, sizes, place.chunk(), place.index());
        if (!all.get(target).addLabel(label.knownAt(), label.flags())) return;
        state.labelled(label.knownAt());
        rewrite(state, log, sizes, all, (int) (place.chunk() - state.firstChunk));
        List<FeatureRow> after = new ArrayList<>();
        state.lane = roll(all, from, base, state.lane, after);
        place(state, sizes, all);
        report(before, after, corrections);
    }

    /** Adds the label to its event, in the log and in the windows that hold it now. */
    static void relabel(
            FlatProgram program,
            EntityState state,
            ChunkedLog log,
            ChunkedLog.Place place,
            PendingLabel label,
            long time) {
        LoggedEvent event = place.event();
        int flagsBefore = event.labelAsOf(time);
        if (!event.addLabel(label.knownAt(), label.flags())) return;
        state.labelled(label.knownAt());
        state.lane.relabel(program, place.chunk(), place.index(), event, flagsBefore, event.labelAsOf(time));
        log.rewrite(place.chunk(), place.events());
    }

    /** Keeps a label whose event may still come, and drops those whose event no longer may. */
    void keepOrphan(EntityState state, PendingLabel label, long time) {
        long oldest = time - program.slackMs;
        state.orphans.removeIf(orphan -> orphan.eventTime() < oldest);
        if (label.eventTime() >= oldest) state.orphans.add(label);
    }

    void attachOrphans(EntityState state, LoggedEvent event) {
        if (state.orphans.isEmpty()) return;
        state.orphans.removeIf(orphan -> {
            boolean matches = event.time == orphan.eventTime() && event.id().equals(orphan.eventId());
            if (matches && event.addLabel(orphan.knownAt(), orphan.flags())) state.labelled(orphan.knownAt());
            return matches;
        });
    }

    /** Computes the features of the events from {@code from} on, and returns the lane after the last of them. */
    private Lane roll(List<LoggedEvent> all, int from, int baseIndex, Lane base, List<FeatureRow> features) {
        Lane lane = Lane.rebuild(program, all, from, base, baseIndex);
        EventLog log = new EventLog.Whole(all);
        long previous = from == 0 ? Long.MIN_VALUE / 2 : all.get(from - 1).time;
        for (int i = from; i < all.size(); i++) {
            LoggedEvent event = all.get(i);
            relabelBetween(lane, all.subList(0, i), previous, event.time);
            lane.advance(program, event.time, log);
            FeatureRow row = rowOf(event);
            FeatureReader.read(program.before, lane, event, row);
            lane.add(program, event, event.time);
            FeatureReader.read(program.after, lane, event, row);
            features.add(row);
            previous = event.time;
        }
        return lane;
    }

    /** Applies the labels of events added before that became known after one time and until another. */
    private void relabelBetween(Lane lane, List<LoggedEvent> added, long after, long until) {
        if (program.labels == 0 || after == until) return;
        for (int i = 0; i < added.size(); i++) {
            LoggedEvent event = added.get(i);
            if (event.labelKnownAt.length == 0) continue;
            lane.relabel(program, 0, i, event, event.labelAsOf(after), event.labelAsOf(until));
        }
    }

    private FeatureRow rowOf(LoggedEvent event) {
        FeatureRow row = new FeatureRow(layout);
        row.kind = FeatureRow.Kind.CORRECTION;
        row.entity = entityIndex;
        row.time = event.time;
        row.labelledTime = event.time;
        row.setId(event.id.bytes, 0, event.id.size);
        return row;
    }

    private void report(List<FeatureRow> before, List<FeatureRow> after, CorrectionSink corrections) {
        for (int i = 0; i < after.size(); i++) {
            FeatureRow was = before.get(i);
            FeatureRow is = after.get(i);
            boolean changed = false;
            for (Slot feature : program.features) changed |= !is.sameSlot(feature, was);
            if (changed) corrections.correction(is);
        }
    }

    /** Writes the event that was added at {@code at} into its chunk, whose size it adjusts. */
    private static void insert(EntityState state, ChunkedLog log, int[] sizes, List<LoggedEvent> all, int at) {
        int start = 0;
        int chunk = 0;
        while (chunk < sizes.length - 1 && at >= start + sizes[chunk]) start += sizes[chunk++];
        sizes[chunk]++;
        rewrite(state, log, sizes, all, chunk);
    }

    private static void rewrite(EntityState state, ChunkedLog log, int[] sizes, List<LoggedEvent> all, int chunk) {
        int start = 0;
        for (int i = 0; i < chunk; i++) start += sizes[i];
        log.rewrite(state.firstChunk + chunk, all.subList(start, start + sizes[chunk]));
    }

    private int baseIndex(EntityState state, int[] sizes) {
        if (program.base < 0) return 0;
        Cursor cursor = state.lane.cursors[program.base];
        return index(state, sizes, cursor.chunk, cursor.index);
    }

    private static int index(EntityState state, int[] sizes, long chunk, int index) {
        int start = 0;
        for (int i = 0; i < chunk - state.firstChunk; i++) start += sizes[i];
        return start + index;
    }

    /** Turns the cursors' places in the whole log into places in its chunks. */
    private static void place(EntityState state, int[] sizes, List<LoggedEvent> all) {
        for (Cursor cursor : state.lane.cursors) {
            int index = cursor.index;
            int chunk = 0;
            while (chunk < sizes.length - 1 && index >= sizes[chunk]) index -= sizes[chunk++];
            cursor.nextTime = cursor.index < all.size() ? all.get(cursor.index).time : Cursor.AT_END;
            cursor.moveTo(state.firstChunk + chunk, index, Cursor.UNKNOWN);
        }
    }
}
