package dev.evenflow.features.kernel;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The running values of one entity as of one event: totals, structures and cursors. It advances event by event
 * ({@link #advance}, {@link #add}) over any log; it never holds events itself.
 */
final class Lane {
    final Totals totals;
    final Extremes[] extremes;
    final RecentValues[] recents;
    final @Nullable LastEvent[] lasts;
    final Cursor[] cursors;
    /** Lifetimes as of the base cursor, from which they can be computed again after an event out of order. */
    final Totals baseTotals;

    final Extremes[] baseExtremes;

    Lane(FlatProgram program) {
        totals = new Totals(program.accumulators.length);
        extremes = newExtremes(program);
        recents = new RecentValues[program.recents.length];
        for (int i = 0; i < recents.length; i++) recents[i] = new RecentValues(program.recents[i].cap());
        lasts = new @Nullable LastEvent[program.lasts.length];
        cursors = new Cursor[program.offsetsMs.length];
        for (int i = 0; i < cursors.length; i++) cursors[i] = new Cursor();
        baseTotals = program.base < 0 ? totals : new Totals(program.accumulators.length);
        baseExtremes = program.base < 0 ? extremes : newExtremes(program);
    }

    private static Extremes[] newExtremes(FlatProgram program) {
        Extremes[] made = new Extremes[program.extremes.length];
        for (int i = 0; i < made.length; i++)
            made[i] = new Extremes(program.extremes[i].largest(), program.extremes[i].lifetime());
        return made;
    }

    /** Forgets everything; the log begins with that chunk. */
    void clear(long firstChunk) {
        totals.clear();
        baseTotals.clear();
        for (Extremes each : extremes) each.size = 0;
        for (Extremes each : baseExtremes) each.size = 0;
        for (RecentValues each : recents) each.size = 0;
        Arrays.fill(lasts, null);
        for (Cursor cursor : cursors) {
            cursor.moveTo(firstChunk, 0, 0);
            cursor.nextTime = Cursor.AT_END;
        }
    }

    /** Moves every window to the event time: what is due enters behind its delay, and leaves at the windows' starts. */
    void advance(FlatProgram program, long time, EventLog log) {
        for (int c = 0; c < cursors.length; c++) {
            Cursor cursor = cursors[c];
            long boundary = time - program.offsetsMs[c];
            while (cursor.nextTime <= boundary) passed(program, c, log.pass(cursor), time);
        }
        for (int i = 0; i < extremes.length; i++) {
            Structures.ExtremesSpec spec = program.extremes[i];
            if (!spec.lifetime()) extremes[i].expire(time - spec.delayMs() - spec.longestMs());
        }
        for (int i = 0; i < recents.length; i++) {
            Structures.RecentSpec spec = program.recents[i];
            recents[i].expire(time - spec.delayMs() - spec.longestMs());
        }
    }

    private void passed(FlatProgram program, int cursor, LoggedEvent event, long time) {
        int labelFlags = event.labelAsOf(time);
        totals.apply(program, program.entering[cursor], event, labelFlags, 1);
        totals.apply(program, program.leaving[cursor], event, labelFlags, -1);
        if (cursor == program.base) addToBase(program, event, labelFlags);
        else addToStructures(program, event, cursor);
    }

    /** Adds an event to what lifetimes are computed from again. */
    void addToBase(FlatProgram program, LoggedEvent event, int labelFlags) {
        for (int i = 0; i < program.accumulators.length; i++)
            if (program.hasBase[i]) baseTotals.apply(program, i, event, labelFlags, 1);
        for (int i = 0; i < baseExtremes.length; i++)
            if (program.extremes[i].lifetime()) addExtreme(program.extremes[i], baseExtremes[i], event);
    }

    /** Adds the newest event to everything that has no delay. */
    void add(FlatProgram program, LoggedEvent event, long time) {
        totals.apply(program, program.entering[program.now], event, event.labelAsOf(time), 1);
        addToStructures(program, event, program.now);
    }

    /** Adds an event to what follows that cursor, or the newest event. */
    void addToStructures(FlatProgram program, LoggedEvent event, int cursor) {
        for (int i : program.extremesAt[cursor]) addExtreme(program.extremes[i], extremes[i], event);
        for (int i : program.recentsAt[cursor]) addRecent(program.recents[i], recents[i], event);
        for (int i : program.lastsAt[cursor]) {
            LastEvent last = lastOf(program.lasts[i], event);
            if (last != null) lasts[i] = last;
        }
    }

    /** What is kept of the event where it is the last; null where it does not count. */
    static @Nullable LastEvent lastOf(Structures.LastSpec spec, LoggedEvent event) {
        if (!event.fulfils(spec.where()) || !has(event, spec.first()) || !has(event, spec.second())) return null;
        String text = spec.text() < 0 ? null : event.texts[spec.text()];
        if (spec.text() >= 0 && text == null) return null;
        return new LastEvent(event.time, value(event, spec.first()), value(event, spec.second()), text);
    }

    static void addRecent(Structures.RecentSpec spec, RecentValues target, LoggedEvent event) {
        if (event.fulfils(spec.where()) && event.hasText(spec.text()))
            target.add(event.time, event.hashes[spec.text()]);
    }

    static void addExtreme(Structures.ExtremesSpec spec, Extremes target, LoggedEvent event) {
        if (event.fulfils(spec.where()) && event.hasValue(spec.column()))
            target.add(event.time, event.values[spec.column()]);
    }

    private static boolean has(LoggedEvent event, int column) {
        return column < 0 || event.hasValue(column);
    }

    private static long value(LoggedEvent event, int column) {
        return column < 0 ? 0 : event.values[column];
    }

    /**
     * Whether {@link #insert} cannot tell what the event changes: the order among equal times, or which of equal values was
     * first, is not in a lane.
     */
    boolean dependsOnOrder(FlatProgram program, LoggedEvent event) {
        for (int i = 0; i < extremes.length; i++) {
            Structures.ExtremesSpec spec = program.extremes[i];
            if (event.fulfils(spec.where())
                    && event.hasValue(spec.column())
                    && extremes[i].dependsOnOrder(event.time, event.values[spec.column()])) return true;
        }
        for (RecentValues each : recents) if (each.holds(event.time)) return true;
        for (LastEvent each : lasts) if (each != null && each.time() == event.time) return true;
        return false;
    }

    /**
     * Adds an event to the running values as of a later time, as if it had come in its place: whatever window holds it then.
     * Cursors are not moved.
     */
    void insert(FlatProgram program, LoggedEvent event, long time) {
        int labelFlags = event.labelAsOf(time);
        for (int a = 0; a < program.accumulators.length; a++) {
            Accumulator accumulator = program.accumulators[a];
            boolean entered = event.time <= time - accumulator.delayMs();
            boolean left =
                    !accumulator.lifetime() && event.time <= time - accumulator.delayMs() - accumulator.windowMs();
            if (entered && !left) totals.apply(program, a, event, labelFlags, 1);
        }
        if (program.base >= 0 && event.time <= time - program.slackMs) addToBase(program, event, 0);
        for (int i = 0; i < extremes.length; i++) {
            Structures.ExtremesSpec spec = program.extremes[i];
            if (!event.fulfils(spec.where()) || !event.hasValue(spec.column())) continue;
            if (spec.lifetime() || holds(event, time, spec.delayMs(), spec.longestMs()))
                extremes[i].insert(event.time, event.values[spec.column()]);
        }
        for (int i = 0; i < recents.length; i++) {
            Structures.RecentSpec spec = program.recents[i];
            if (!event.fulfils(spec.where()) || !event.hasText(spec.text())) continue;
            if (holds(event, time, spec.delayMs(), spec.longestMs()))
                recents[i].insert(event.time, event.hashes[spec.text()]);
        }
        for (int i = 0; i < lasts.length; i++) {
            if (event.time > time - program.lasts[i].delayMs()) continue;
            LastEvent last = lasts[i];
            LastEvent later = last != null && last.time() > event.time ? null : lastOf(program.lasts[i], event);
            if (later != null) lasts[i] = later;
        }
    }

    private static boolean holds(LoggedEvent event, long time, long delayMs, long windowMs) {
        return event.time <= time - delayMs && event.time > time - delayMs - windowMs;
    }

    /** Replaces what the event's label contributes, in the windows that hold the event. */
    void relabel(FlatProgram program, long chunk, int index, LoggedEvent event, int before, int after) {
        if (before == after) return;
        for (int i = 0; i < program.accumulators.length; i++) {
            Accumulator accumulator = program.accumulators[i];
            if (accumulator.label() < 0) continue;
            boolean entered = accumulator.headCursor() < 0 || cursors[accumulator.headCursor()].hasPassed(chunk, index);
            boolean left = accumulator.tailCursor() >= 0 && cursors[accumulator.tailCursor()].hasPassed(chunk, index);
            if (!entered || left) continue;
            totals.apply(program, i, event, before, -1);
            totals.apply(program, i, event, after, 1);
        }
    }

    /**
     * The lane after the first {@code count} events of a whole log, as of the last of them: the slow way, by looking
     * at every event. {@code base} gives what lies before the log, and {@code baseIndex} from where it does not.
     */
    static Lane rebuild(FlatProgram program, List<LoggedEvent> all, int count, Lane base, int baseIndex) {
        Lane lane = new Lane(program);
        long time = count == 0 ? Long.MIN_VALUE / 2 : all.get(count - 1).time;
        for (int c = 0; c < lane.cursors.length; c++) {
            int index = 0;
            if (c == program.base) {
                index = baseIndex;
            } else {
                while (index < count && all.get(index).time <= time - program.offsetsMs[c]) index++;
            }
            Cursor cursor = lane.cursors[c];
            cursor.moveTo(0, index, Cursor.UNKNOWN);
            cursor.nextTime = index < all.size() ? all.get(index).time : Cursor.AT_END;
        }
        for (int a = 0; a < program.accumulators.length; a++) {
            Accumulator accumulator = program.accumulators[a];
            int from = accumulator.lifetime() ? baseIndex : lane.cursors[accumulator.tailCursor()].index;
            int to = accumulator.headCursor() < 0 ? count : lane.cursors[accumulator.headCursor()].index;
            if (accumulator.lifetime()) {
                lane.totals.set(a, base.baseTotals);
                lane.baseTotals.set(a, base.baseTotals);
            }
            for (int i = from; i < to; i++)
                lane.totals.apply(program, a, all.get(i), all.get(i).labelAsOf(time), 1);
        }
        lane.rebuildStructures(program, all, count, time, base, baseIndex);
        return lane;
    }

    private void rebuildStructures(
            FlatProgram program, List<LoggedEvent> all, int count, long time, Lane base, int baseIndex) {
        for (int c = 0; c <= program.now; c++) {
            if (program.extremesAt[c].length + program.recentsAt[c].length + program.lastsAt[c].length == 0) continue;
            long delay = c == program.now ? 0 : program.offsetsMs[c];
            for (int i = 0; i < count && all.get(i).time <= time - delay; i++) addToStructures(program, all.get(i), c);
        }
        for (int i = 0; i < extremes.length; i++) {
            Structures.ExtremesSpec spec = program.extremes[i];
            if (!spec.lifetime()) continue;
            baseExtremes[i] = base.baseExtremes[i].copy();
            extremes[i] = base.baseExtremes[i].copy();
            for (int e = baseIndex; e < count; e++) addExtreme(spec, extremes[i], all.get(e));
        }
    }
}
