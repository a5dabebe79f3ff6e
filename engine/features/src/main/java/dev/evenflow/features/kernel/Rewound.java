package dev.evenflow.features.kernel;

import dev.evenflow.features.kernel.LoadedLog.Spot;
import java.util.function.Predicate;

/**
 * Running values as they were at an earlier event of the log, from those at its last: totals by what has come and gone since,
 * structures from the events of their longest window. What lies between is not read, unless it may have been labelled since.
 */
final class Rewound {
    private final FlatProgram program;
    private final EntityState state;
    private final LoadedLog log;
    /** The place that the values are of: all events before it are in them, as far as their windows reach. */
    private final Spot spot;

    private final long time;
    private final long now;
    private final boolean behindBase;
    /** Per cursor, and last for the newest event: until where it had come at that time. */
    private final Spot[] spots;

    private final Lane lane;

    private Rewound(
            FlatProgram program, EntityState state, LoadedLog log, Spot spot, LoggedEvent event, boolean behindBase) {
        this.program = program;
        this.state = state;
        this.log = log;
        this.spot = spot;
        this.time = event.time;
        this.now = state.lastTime;
        this.behindBase = behindBase;
        this.lane = new Lane(program);
        this.spots = new Spot[program.now + 1];
        for (int c = 0; c < program.now; c++)
            spots[c] = c == program.base ? current(c) : log.firstAfter(time - program.offsetsMs[c], current(c));
        spots[program.now] = spot;
    }

    /**
     * The running values that an event finds, which it is not part of.
     *
     * @param behindBase whether lifetimes can only be had as of their base
     */
    static Lane before(
            FlatProgram program, EntityState state, LoadedLog log, Spot spot, LoggedEvent event, boolean behindBase) {
        Rewound rewound = new Rewound(program, state, log, spot, event, behindBase);
        for (int a = 0; a < program.accumulators.length; a++) rewound.total(a);
        rewound.structures();
        // last, as it does not keep what it reads
        if (program.labels > 0) rewound.unlabel();
        return rewound.lane;
    }

    private Spot current(int cursor) {
        if (cursor == program.now) return log.end();
        Cursor at = state.lane.cursors[cursor];
        return new Spot(at.chunk, at.index);
    }

    private int head(Accumulator accumulator) {
        return accumulator.headCursor() < 0 ? program.now : accumulator.headCursor();
    }

    private void total(int a) {
        Accumulator accumulator = program.accumulators[a];
        int head = head(accumulator);
        if (accumulator.lifetime() && behindBase) {
            lane.totals.set(a, state.lane.baseTotals);
            return;
        }
        Spot until = spots[head];
        if (accumulator.lifetime()) {
            lane.totals.set(a, state.lane.totals);
            log.each(until, current(head), event -> lane.totals.apply(program, a, event, 0, -1));
            return;
        }
        Spot from = spots[accumulator.tailCursor()];
        Spot tail = current(accumulator.tailCursor());
        if (!tail.isBefore(until)) {
            // none of the window's events of then is in it any more
            log.each(from, until, event -> lane.totals.apply(program, a, event, event.labelAsOf(time), 1));
            return;
        }
        lane.totals.set(a, state.lane.totals);
        log.each(from, tail, event -> lane.totals.apply(program, a, event, event.labelAsOf(time), 1));
        log.each(until, current(head), event -> lane.totals.apply(program, a, event, event.labelAsOf(now), -1));
    }

    /** Takes back, from events that were in a window then and still are, what has become known of them since. */
    private void unlabel() {
        if (state.labelledUntil <= time) return;
        Spot from = spot;
        for (Accumulator accumulator : program.accumulators) {
            if (accumulator.label() < 0) continue;
            Spot tail = current(accumulator.tailCursor());
            if (tail.isBefore(from)) from = tail;
        }
        log.eachPassing(from, spot, event -> {
            if (event.labelKnownAt.length == 0) return;
            int known = event.labelAsOf(now);
            int then = event.labelAsOf(time);
            if (known != then) unlabel(event, known, then);
        });
    }

    private void unlabel(LoggedEvent event, int known, int then) {
        for (int a = 0; a < program.accumulators.length; a++) {
            Accumulator accumulator = program.accumulators[a];
            if (accumulator.label() < 0 || event.time > time - accumulator.delayMs()) continue;
            if (event.time <= now - accumulator.delayMs() - accumulator.windowMs()) continue;
            lane.totals.apply(program, a, event, known, -1);
            lane.totals.apply(program, a, event, then, 1);
        }
    }

    private void structures() {
        for (int i = 0; i < lane.extremes.length; i++) {
            Structures.ExtremesSpec spec = program.extremes[i];
            if (spec.lifetime()) lane.extremes[i] = lifetime(spec, state.lane.baseExtremes[i].copy());
            else fill(spec, lane.extremes[i]);
        }
        for (int i = 0; i < lane.recents.length; i++) fill(program.recents[i], lane.recents[i]);
        for (int i = 0; i < lane.lasts.length; i++) {
            int at = i;
            Structures.LastSpec spec = program.lasts[i];
            eachBefore(spec.delayMs(), spec.longestMs(), event -> {
                lane.lasts[at] = Lane.lastOf(spec, event);
                return lane.lasts[at] == null;
            });
        }
    }

    private Extremes lifetime(Structures.ExtremesSpec spec, Extremes base) {
        if (!behindBase) log.each(current(program.base), spot, event -> Lane.addExtreme(spec, base, event));
        return base;
    }

    private void fill(Structures.ExtremesSpec spec, Extremes extremes) {
        eachBefore(spec.delayMs(), spec.longestMs(), event -> {
            if (event.fulfils(spec.where()) && event.hasValue(spec.column()))
                extremes.addBefore(event.time, event.values[spec.column()]);
            return true;
        });
        extremes.reverse();
    }

    private void fill(Structures.RecentSpec spec, RecentValues recents) {
        SeenValues seen = new SeenValues();
        eachBefore(spec.delayMs(), spec.longestMs(), event -> {
            if (!event.fulfils(spec.where()) || !event.hasText(spec.text())) return true;
            long value = event.hashes[spec.text()];
            return !seen.add(value) || recents.addBefore(event.time, value);
        });
        recents.reverse();
    }

    /** Where the events end that have come in behind that delay. */
    private Spot end(long delayMs) {
        if (delayMs == 0) return spot;
        for (int c = 0; c < program.now; c++) if (c != program.base && program.offsetsMs[c] == delayMs) return spots[c];
        throw new IllegalStateException("no cursor at " + delayMs + " ms");
    }

    private void eachBefore(long delayMs, long longestMs, Predicate<LoggedEvent> wantsMore) {
        log.eachBefore(end(delayMs), time - delayMs - longestMs, wantsMore);
    }
}
