package dev.evenflow.features.kernel;

import dev.evenflow.features.row.Slot;
import dev.evenflow.features.spec.Aggregate;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Program} laid out for the loop that runs once per event: arrays instead of lists of records, indexes instead of
 * slots, and what follows from the program for the form of its state. Immutable.
 */
final class FlatProgram {
    /** Operations per event that are left to chunks, of the 2.5 that an event may cost; with a margin for labels. */
    private static final double CHUNK_OPERATIONS = 0.45;

    private static final int FEWEST_EVENTS = 8;

    final Program program;
    final long slackMs;
    /** Number of label flags. */
    final int labels;
    /** What the entity computes. */
    final Slot[] features;

    final Slot[] predicateSlots;
    final Slot[] columnSlots;
    final Slot[] textSlots;

    // per accumulator
    final Accumulator[] accumulators;
    final boolean[] isCount;
    final boolean[] isSum;
    /** Bit of the predicate, or 0. */
    final long[] whereBit;
    /** Bit of the label flag, or 0. */
    final int[] labelBit;

    final int[] column;
    /** Whether it is a lifetime that is computed again from the base cursor. */
    final boolean[] hasBase;

    final Structures.ExtremesSpec[] extremes;
    final Structures.RecentSpec[] recents;
    final Structures.LastSpec[] lasts;

    // per cursor; one more, the last, for what an event enters at once
    final long[] offsetsMs;
    final int[][] entering;
    final int[][] leaving;
    final int[][] extremesAt;
    final int[][] recentsAt;
    final int[][] lastsAt;
    final int now;
    final int base;

    final Reading[] before;
    final Reading[] after;

    /** Whether the log keeps ids: the order among equal times, and corrections, need them. */
    final boolean keepsIds;
    /** Whether it keeps their hashes instead, by which labels find their event. */
    final boolean keepsIdHashes;
    /** Columns that passing cursors need. */
    final int[] hotColumns;
    /** Columns that only a repair needs; without slack they are not kept. */
    final int[] coldColumns;
    /** Texts of which delayed features need what they are when a cursor passes; others are needed for a repair only. */
    final boolean[] hotText;
    /** Texts that are in the log but not hot. */
    final int[] coldTexts;
    /** Texts that are results, so that a hash will not do. */
    final boolean[] keptText;
    /** Whether flags, mask and labels fit in one number. */
    final boolean packed;
    /** Events in a chunk when it is sealed: as many as keep the operations per event in bounds, and no more. */
    final int chunkEvents;

    /** How one feature is read, with the places of its inputs in a {@link LoggedEvent}. */
    static final class Reading {
        final Aggregate aggregate;
        final Slot out;
        final long windowMs;
        final long delayMs;
        final double unit;
        final int cap;
        final @Nullable Double empty;
        final int count;
        final int total;
        final int squares;
        final int structure;
        final int text;
        final int first;
        final int second;

        Reading(Program program, Program.Feature feature) {
            aggregate = feature.aggregate();
            out = feature.out();
            windowMs = feature.windowMs();
            delayMs = feature.delayMs();
            unit = Slot.unit(feature.scale());
            cap = feature.cap();
            empty = feature.empty();
            count = feature.count();
            total = feature.total();
            squares = feature.squares();
            structure = feature.structure();
            boolean ofText = aggregate == Aggregate.FIRST_SEEN && feature.input() != null;
            text = ofText ? place(program.texts(), feature.input()) : -1;
            first = ofText ? -1 : place(program.columns(), feature.input());
            second = place(program.columns(), feature.secondInput());
        }

        private static int place(List<Slot> slots, @Nullable Slot slot) {
            return slot == null ? -1 : slots.indexOf(slot);
        }
    }

    FlatProgram(Program program) {
        this.program = program;
        slackMs = program.slackMs();
        labels = program.labels().size();
        features = program.features().stream().map(Program.Feature::out).toArray(Slot[]::new);
        predicateSlots = program.predicates().toArray(Slot[]::new);
        columnSlots = program.columns().toArray(Slot[]::new);
        textSlots = program.texts().toArray(Slot[]::new);
        accumulators = program.accumulators().toArray(Accumulator[]::new);
        int totals = accumulators.length;
        isCount = new boolean[totals];
        isSum = new boolean[totals];
        whereBit = new long[totals];
        labelBit = new int[totals];
        column = new int[totals];
        hasBase = new boolean[totals];
        for (int i = 0; i < totals; i++) {
            Accumulator a = accumulators[i];
            isCount[i] = a.kind() == Accumulator.Kind.COUNT;
            isSum[i] = a.kind() == Accumulator.Kind.SUM;
            whereBit[i] = a.where() < 0 ? 0 : 1L << a.where();
            labelBit[i] = a.label() < 0 ? 0 : 1 << a.label();
            column[i] = a.column();
            hasBase[i] = program.baseCursor() >= 0 && a.lifetime();
        }
        extremes = program.extremes().toArray(Structures.ExtremesSpec[]::new);
        recents = program.recents().toArray(Structures.RecentSpec[]::new);
        lasts = program.lasts().toArray(Structures.LastSpec[]::new);

        offsetsMs = program.offsetsMs();
        now = offsetsMs.length;
        base = program.baseCursor();
        entering = new int[now + 1][];
        leaving = new int[now + 1][];
        extremesAt = new int[now + 1][];
        recentsAt = new int[now + 1][];
        lastsAt = new int[now + 1][];
        for (int c = 0; c <= now; c++) {
            entering[c] = c == now ? program.immediate() : program.entering()[c];
            leaving[c] = c == now ? new int[0] : program.leaving()[c];
            long delay = c == now ? 0 : offsetsMs[c];
            boolean none = c == base;
            extremesAt[c] = places(extremes.length, i -> !none && extremes[i].delayMs() == delay);
            recentsAt[c] = places(recents.length, i -> !none && recents[i].delayMs() == delay);
            lastsAt[c] = places(lasts.length, i -> !none && lasts[i].delayMs() == delay);
        }

        before = readings(program, true);
        after = readings(program, false);

        keepsIds = program.slackMs() > 0;
        keepsIdHashes = !keepsIds && !program.labels().isEmpty();
        hotColumns = places(columnSlots.length, this::isHot);
        coldColumns = places(columnSlots.length, c -> !isHot(c));
        hotText = new boolean[textSlots.length];
        keptText = new boolean[textSlots.length];
        for (Structures.RecentSpec spec : recents) if (spec.delayMs() > 0) hotText[spec.text()] = true;
        for (Structures.LastSpec spec : lasts) {
            if (spec.text() < 0) continue;
            keptText[spec.text()] = true;
            if (spec.delayMs() > 0) hotText[spec.text()] = true;
        }
        coldTexts = places(textSlots.length, t -> program.slackMs() > 0 && !hotText[t]);
        packed = predicateSlots.length + columnSlots.length <= 62;
        int readers = now + (program.slackMs() > 0 ? 1 : 0);
        chunkEvents = Math.max(FEWEST_EVENTS, (int) Math.ceil((readers + 2) / CHUNK_OPERATIONS));
    }

    private boolean isHot(int wanted) {
        for (Accumulator a : accumulators)
            if (a.column() == wanted && (a.headCursor() >= 0 || a.tailCursor() >= 0 || (base >= 0 && a.lifetime())))
                return true;
        for (Structures.ExtremesSpec spec : extremes)
            if (spec.column() == wanted && (spec.delayMs() > 0 || (base >= 0 && spec.lifetime()))) return true;
        for (Structures.LastSpec spec : lasts)
            if (spec.delayMs() > 0 && (spec.first() == wanted || spec.second() == wanted)) return true;
        return false;
    }

    private static Reading[] readings(Program program, boolean before) {
        return program.features().stream()
                .filter(feature -> feature.beforeCurrent() == before)
                .map(feature -> new Reading(program, feature))
                .toArray(Reading[]::new);
    }

    private static int[] places(int count, IntPredicate wanted) {
        return IntStream.range(0, count).filter(wanted).toArray();
    }
}
