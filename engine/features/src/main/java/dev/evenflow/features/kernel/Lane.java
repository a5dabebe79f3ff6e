package dev.evenflow.features.kernel;

import java.util.ArrayList;
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

    Lane(Program program) {
        this(
                new Totals(program.accumulators().size()),
                newExtremes(program),
                newRecents(program),
                new @Nullable LastEvent[program.lasts().size()],
                newCursors(program),
                new Totals(program.accumulators().size()),
                newExtremes(program));
    }

    Lane(
            Totals totals,
            Extremes[] extremes,
            RecentValues[] recents,
            @Nullable LastEvent[] lasts,
            Cursor[] cursors,
            Totals baseTotals,
            Extremes[] baseExtremes) {
        this.totals = totals;
        this.extremes = extremes;
        this.recents = recents;
        this.lasts = lasts;
        this.cursors = cursors;
        this.baseTotals = baseTotals;
        this.baseExtremes = baseExtremes;
    }

    static Extremes[] newExtremes(Program program) {
        List<Structures.ExtremesSpec> specs = program.extremes();
        Extremes[] made = new Extremes[specs.size()];
        for (int i = 0; i < made.length; i++)
            made[i] = new Extremes(specs.get(i).largest(), specs.get(i).lifetime());
        return made;
    }

    static RecentValues[] newRecents(Program program) {
        List<Structures.RecentSpec> specs = program.recents();
        RecentValues[] made = new RecentValues[specs.size()];
        for (int i = 0; i < made.length; i++)
            made[i] = new RecentValues(specs.get(i).cap());
        return made;
    }

    static Cursor[] newCursors(Program program) {
        Cursor[] made = new Cursor[program.offsetsMs().length];
        for (int i = 0; i < made.length; i++) made[i] = new Cursor();
        return made;
    }

    /** Moves every window to the event time: what is due enters behind its delay, and leaves at the windows' starts. */
    void advance(Program program, long time, EventLog log) {
        for (int c = 0; c < cursors.length; c++) {
            Cursor cursor = cursors[c];
            long boundary = time - program.offsetsMs()[c];
            while (cursor.nextTime <= boundary) {
                passed(program, c, log.at(cursor), time);
                log.next(cursor);
            }
        }
        for (int i = 0; i < extremes.length; i++) {
            Structures.ExtremesSpec spec = program.extremes().get(i);
            if (!spec.lifetime()) extremes[i].expire(time - spec.delayMs() - spec.longestMs());
        }
        for (int i = 0; i < recents.length; i++) {
            Structures.RecentSpec spec = program.recents().get(i);
            recents[i].expire(time - spec.delayMs() - spec.longestMs());
        }
    }

    private void passed(Program program, int cursor, LoggedEvent event, long time) {
        int labelFlags = event.labelAsOf(time);
        for (int i : program.entering()[cursor])
            totals.apply(i, program.accumulators().get(i), event, labelFlags, 1);
        for (int i : program.leaving()[cursor])
            totals.apply(i, program.accumulators().get(i), event, labelFlags, -1);
        if (cursor != program.baseCursor()) {
            addToStructures(program, event, program.offsetsMs()[cursor]);
        } else {
            for (int i = 0; i < program.accumulators().size(); i++) {
                Accumulator accumulator = program.accumulators().get(i);
                if (accumulator.lifetime()) baseTotals.apply(i, accumulator, event, labelFlags, 1);
            }
            for (int i = 0; i < baseExtremes.length; i++) {
                Structures.ExtremesSpec spec = program.extremes().get(i);
                if (spec.lifetime()) addExtreme(spec, baseExtremes[i], event);
            }
        }
    }

    /** Adds the newest event to everything that has no delay. */
    void add(Program program, LoggedEvent event, long time) {
        int labelFlags = event.labelAsOf(time);
        for (int i : program.immediate()) totals.apply(i, program.accumulators().get(i), event, labelFlags, 1);
        addToStructures(program, event, 0);
    }

    void addToStructures(Program program, LoggedEvent event, long delayMs) {
        for (int i = 0; i < extremes.length; i++) {
            Structures.ExtremesSpec spec = program.extremes().get(i);
            if (spec.delayMs() == delayMs) addExtreme(spec, extremes[i], event);
        }
        for (int i = 0; i < recents.length; i++) {
            Structures.RecentSpec spec = program.recents().get(i);
            if (spec.delayMs() != delayMs || !fulfils(event, spec.where())) continue;
            String value = event.texts[spec.text()];
            if (value != null) recents[i].add(event.time, value);
        }
        for (int i = 0; i < lasts.length; i++) {
            Structures.LastSpec spec = program.lasts().get(i);
            if (spec.delayMs() != delayMs || !fulfils(event, spec.where())) continue;
            String text = spec.text() < 0 ? null : event.texts[spec.text()];
            if ((spec.text() >= 0 && text == null) || !has(event, spec.first()) || !has(event, spec.second())) continue;
            lasts[i] = new LastEvent(event.time, value(event, spec.first()), value(event, spec.second()), text);
        }
    }

    static void addExtreme(Structures.ExtremesSpec spec, Extremes target, LoggedEvent event) {
        if (fulfils(event, spec.where()) && event.hasValue(spec.column()))
            target.add(event.time, event.values[spec.column()]);
    }

    private static boolean fulfils(LoggedEvent event, int where) {
        return where < 0 || (event.flags & (1L << where)) != 0;
    }

    private static boolean has(LoggedEvent event, int column) {
        return column < 0 || event.hasValue(column);
    }

    private static long value(LoggedEvent event, int column) {
        return column < 0 ? 0 : event.values[column];
    }

    /** Replaces what the event's label contributes, in the windows that hold the event. */
    void relabel(Program program, long chunk, int index, LoggedEvent event, int before, int after) {
        if (before == after) return;
        List<Accumulator> accumulators = program.accumulators();
        for (int i = 0; i < accumulators.size(); i++) {
            Accumulator accumulator = accumulators.get(i);
            if (accumulator.label() < 0) continue;
            boolean entered = accumulator.headCursor() < 0 || cursors[accumulator.headCursor()].hasPassed(chunk, index);
            boolean left = accumulator.tailCursor() >= 0 && cursors[accumulator.tailCursor()].hasPassed(chunk, index);
            if (!entered || left) continue;
            totals.apply(i, accumulator, event, before, -1);
            totals.apply(i, accumulator, event, after, 1);
        }
    }

    /**
     * The lane after the first {@code count} events of a whole log, as of the last of them: the slow way, by looking
     * at every event. {@code base} gives what lies before the log, and {@code baseIndex} from where it does not.
     */
    static Lane rebuild(Program program, List<LoggedEvent> all, int count, Lane base, int baseIndex) {
        Lane lane = new Lane(program);
        long time = count == 0 ? Long.MIN_VALUE / 2 : all.get(count - 1).time;
        for (int c = 0; c < lane.cursors.length; c++) {
            int index = 0;
            if (c == program.baseCursor()) {
                index = baseIndex;
            } else {
                while (index < count && all.get(index).time <= time - program.offsetsMs()[c]) index++;
            }
            lane.cursors[c] = new Cursor(0, index, index < all.size() ? all.get(index).time : Cursor.AT_END);
        }
        List<Accumulator> accumulators = program.accumulators();
        for (int a = 0; a < accumulators.size(); a++) {
            Accumulator accumulator = accumulators.get(a);
            int from = accumulator.lifetime() ? baseIndex : lane.cursors[accumulator.tailCursor()].index;
            int to = accumulator.headCursor() < 0 ? count : lane.cursors[accumulator.headCursor()].index;
            if (accumulator.lifetime()) {
                lane.totals.high[a] = base.baseTotals.high[a];
                lane.totals.low[a] = base.baseTotals.low[a];
                lane.baseTotals.high[a] = base.baseTotals.high[a];
                lane.baseTotals.low[a] = base.baseTotals.low[a];
            }
            for (int i = from; i < to; i++)
                lane.totals.apply(a, accumulator, all.get(i), all.get(i).labelAsOf(time), 1);
        }
        lane.rebuildStructures(program, all, count, time, base, baseIndex);
        return lane;
    }

    private void rebuildStructures(
            Program program, List<LoggedEvent> all, int count, long time, Lane base, int baseIndex) {
        List<Long> delays = new ArrayList<>();
        program.extremes().forEach(spec -> delays.add(spec.delayMs()));
        program.recents().forEach(spec -> delays.add(spec.delayMs()));
        program.lasts().forEach(spec -> delays.add(spec.delayMs()));
        for (long delay : delays.stream().distinct().toList()) {
            for (int i = 0; i < count && all.get(i).time <= time - delay; i++)
                addToStructures(program, all.get(i), delay);
        }
        for (int i = 0; i < extremes.length; i++) {
            Structures.ExtremesSpec spec = program.extremes().get(i);
            if (!spec.lifetime()) continue;
            baseExtremes[i] = base.baseExtremes[i].copy();
            extremes[i] = base.baseExtremes[i].copy();
            for (int e = baseIndex; e < count; e++) addExtreme(spec, extremes[i], all.get(e));
        }
    }
}
