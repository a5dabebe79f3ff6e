package dev.evenflow.features.kernel;

import dev.evenflow.features.row.RowLayout;
import dev.evenflow.features.row.Slot;
import dev.evenflow.features.spec.Aggregate;
import dev.evenflow.features.spec.FeatureSetSpec.EntitySpec;
import dev.evenflow.features.spec.FeatureSetSpec.FeatureSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Compiles one entity's features into a {@link Program}: what can be shared (a total, a queue, a cursor) is kept once,
 * whatever the number of features and windows that read it.
 */
public final class ProgramBuilder {
    /** Which slots of the layout a feature reads; the plan that lays out the row knows. */
    public interface Inputs {
        /** BOOLEAN slot of the feature's {@code where}, and of the field's presence where that counts; null for neither. */
        @Nullable
        Slot predicate(FeatureSpec feature);

        /** LONG slot of a numeric field at the feature's scale. */
        Slot number(String field, int scale);

        /** TEXT slot of a field. */
        Slot text(String field);

        /** Whether the field is a text (or enum). */
        boolean isText(String field);

        /** Whether the field is a number. */
        boolean isNumeric(String field);

        /** BOOLEAN slot of a label flag. */
        Slot label(String flag);

        Slot output(FeatureSpec feature);
    }

    /** Largest absolute number that is aggregated: its squares leave room for 10^8 events in 128 bits. */
    public static final long LARGEST_INPUT = 1_000_000_000_000_000L;

    private static final String LATITUDE = "latitude";
    private static final String LONGITUDE = "longitude";
    /** Decimal places of coordinates: micro-degrees, about 0.1 m. */
    public static final int COORDINATE_SCALE = 6;

    private final EntitySpec entity;
    private final Inputs inputs;
    private final long slackMs;
    private final List<Slot> predicates = new ArrayList<>();
    private final List<Slot> columns = new ArrayList<>();
    private final List<Slot> texts = new ArrayList<>();
    private final List<Slot> labels = new ArrayList<>();
    private final List<Accumulator> accumulators = new ArrayList<>();
    private final List<Structures.ExtremesSpec> extremes = new ArrayList<>();
    private final List<Structures.RecentSpec> recents = new ArrayList<>();
    private final List<Structures.LastSpec> lasts = new ArrayList<>();
    private final List<Program.Feature> features = new ArrayList<>();
    private final TreeSet<Long> offsets = new TreeSet<>();
    private long longestMs;
    private boolean lifetime;

    private ProgramBuilder(EntitySpec entity, Inputs inputs, long slackMs) {
        this.entity = entity;
        this.inputs = inputs;
        this.slackMs = slackMs;
    }

    /** @param slackMs how far events may come out of order, 0 for never */
    public static Program build(EntitySpec entity, Inputs inputs, RowLayout layout, long slackMs) {
        return new ProgramBuilder(entity, inputs, slackMs).build();
    }

    private Program build() {
        for (FeatureSpec feature : entity.features()) compile(feature);
        long[] sorted = offsets.stream().mapToLong(Long::longValue).toArray();
        List<Accumulator> placed =
                accumulators.stream().map(a -> placed(a, sorted)).toList();
        long furthest = sorted.length == 0 ? 0 : sorted[sorted.length - 1];
        long horizon = slackMs > 0 ? Math.max(furthest, longestMs) + slackMs : sorted.length == 0 ? -1 : furthest;
        long retention = (lifetime ? Math.max(entity.idleTtlMs(), longestMs) : longestMs) + slackMs;
        boolean needsBase = lifetime && slackMs > 0;
        int base = needsBase ? sorted.length : -1;
        long[] cursors = needsBase ? java.util.Arrays.copyOf(sorted, sorted.length + 1) : sorted;
        if (needsBase) cursors[base] = slackMs;
        check(predicates.size() <= 64, "more than 64 different conditions");
        check(columns.size() <= 64, "more than 64 different numeric inputs");
        check(texts.size() <= 64, "more than 64 different text inputs");
        check(labels.size() <= 31, "more than 31 label flags");
        return new Program(
                entity.name(),
                List.copyOf(predicates),
                List.copyOf(columns),
                List.copyOf(texts),
                List.copyOf(labels),
                placed,
                List.copyOf(extremes),
                List.copyOf(recents),
                List.copyOf(lasts),
                List.copyOf(features),
                cursors,
                wiring(cursors.length, i -> placed.get(i).headCursor(), placed.size()),
                wiring(cursors.length, i -> placed.get(i).tailCursor(), placed.size()),
                IntStream.range(0, placed.size())
                        .filter(i -> placed.get(i).headCursor() < 0)
                        .toArray(),
                base,
                slackMs,
                horizon,
                entity.idleTtlMs(),
                retention);
    }

    private void compile(FeatureSpec f) {
        long window = f.windowMs();
        if (window == Program.LIFETIME) lifetime = true;
        else longestMs = Math.max(longestMs, f.delayMs() + window);
        Slot predicate = inputs.predicate(f);
        int where = predicate == null ? -1 : indexOf(predicates, predicate);
        int label = f.label() == null ? -1 : indexOf(labels, inputs.label(f.label()));
        boolean before = !f.includeCurrent();
        int count = -1;
        int total = -1;
        int squares = -1;
        int structure = -1;
        Slot input = null;
        Slot second = null;
        switch (f.aggregate()) {
            case COUNT -> count = total(Accumulator.Kind.COUNT, f, where, label, numericColumn(f));
            case SUM -> total = total(Accumulator.Kind.SUM, f, where, label, column(f));
            case AVG -> {
                count = total(Accumulator.Kind.COUNT, f, where, label, column(f));
                total = total(Accumulator.Kind.SUM, f, where, label, column(f));
            }
            case VARIANCE, STDDEV -> {
                count = total(Accumulator.Kind.COUNT, f, where, label, column(f));
                total = total(Accumulator.Kind.SUM, f, where, label, column(f));
                squares = total(Accumulator.Kind.SQUARES, f, where, label, column(f));
            }
            case RATE -> {
                count = total(Accumulator.Kind.COUNT, f, f.label() == null ? -1 : where, -1, -1);
                total = total(Accumulator.Kind.COUNT, f, where, label, -1);
            }
            case MIN, MAX -> structure = extremes(f, where);
            case DISTINCT -> structure = recent(f, where);
            case FIRST_SEEN -> {
                before = true;
                if (f.field() != null) {
                    structure = recent(f, where);
                    input = inputs.text(f.field());
                } else if (window == Program.LIFETIME) {
                    count = total(Accumulator.Kind.COUNT, f, where, -1, -1);
                } else {
                    structure = last(f, where, -1, -1, -1);
                }
            }
            case LAST, PREVIOUS -> {
                if (f.aggregate() == Aggregate.PREVIOUS) before = true;
                String field = required(f);
                structure = inputs.isText(field)
                        ? last(f, where, -1, -1, indexOf(texts, inputs.text(field)))
                        : last(f, where, column(f), -1, -1);
            }
            case TIME_SINCE_PREVIOUS -> {
                before = true;
                structure = last(f, where, -1, -1, -1);
            }
            case DISTANCE_FROM_PREVIOUS, SPEED_FROM_PREVIOUS -> {
                before = true;
                input = inputs.number(LATITUDE, COORDINATE_SCALE);
                second = inputs.number(LONGITUDE, COORDINATE_SCALE);
                structure = last(f, where, indexOf(columns, input), indexOf(columns, second), -1);
            }
        }
        int scale = f.aggregate() == Aggregate.DISTANCE_FROM_PREVIOUS || f.aggregate() == Aggregate.SPEED_FROM_PREVIOUS
                ? COORDINATE_SCALE
                : f.scale();
        if (f.delayMs() > 0) before = false;
        features.add(new Program.Feature(
                f.aggregate(),
                inputs.output(f),
                window,
                f.delayMs(),
                scale,
                f.cap(),
                f.empty(),
                before,
                count,
                total,
                squares,
                structure,
                input,
                second));
    }

    private int total(Accumulator.Kind kind, FeatureSpec f, int where, int label, int column) {
        if (f.delayMs() > 0) offsets.add(f.delayMs());
        if (f.windowMs() != Program.LIFETIME) offsets.add(f.delayMs() + f.windowMs());
        return indexOf(accumulators, new Accumulator(kind, f.delayMs(), f.windowMs(), where, label, column, -1, -1));
    }

    private int extremes(FeatureSpec f, int where) {
        boolean largest = f.aggregate() == Aggregate.MAX;
        int column = column(f);
        boolean forever = f.windowMs() == Program.LIFETIME;
        if (f.delayMs() > 0) offsets.add(f.delayMs());
        for (int i = 0; i < extremes.size(); i++) {
            Structures.ExtremesSpec spec = extremes.get(i);
            if (spec.largest() != largest || spec.where() != where || spec.column() != column) continue;
            if (spec.delayMs() != f.delayMs() || spec.lifetime() != forever) continue;
            long longest = Math.max(spec.longestMs(), f.windowMs());
            extremes.set(i, new Structures.ExtremesSpec(largest, where, column, f.delayMs(), longest));
            return i;
        }
        extremes.add(new Structures.ExtremesSpec(largest, where, column, f.delayMs(), f.windowMs()));
        return extremes.size() - 1;
    }

    private int recent(FeatureSpec f, int where) {
        int text = indexOf(texts, inputs.text(required(f)));
        if (f.delayMs() > 0) offsets.add(f.delayMs());
        for (int i = 0; i < recents.size(); i++) {
            Structures.RecentSpec spec = recents.get(i);
            if (spec.where() != where || spec.text() != text || spec.delayMs() != f.delayMs()) continue;
            long longest = Math.max(spec.longestMs(), f.windowMs());
            recents.set(i, new Structures.RecentSpec(where, text, f.delayMs(), longest, Math.max(spec.cap(), f.cap())));
            return i;
        }
        recents.add(new Structures.RecentSpec(where, text, f.delayMs(), f.windowMs(), f.cap()));
        return recents.size() - 1;
    }

    private int last(FeatureSpec f, int where, int first, int second, int text) {
        if (f.delayMs() > 0) offsets.add(f.delayMs());
        for (int i = 0; i < lasts.size(); i++) {
            Structures.LastSpec spec = lasts.get(i);
            if (spec.where() != where || spec.first() != first || spec.second() != second) continue;
            if (spec.text() != text || spec.delayMs() != f.delayMs()) continue;
            long longest = Math.max(spec.longestMs(), f.windowMs());
            lasts.set(i, new Structures.LastSpec(where, first, second, text, f.delayMs(), longest));
            return i;
        }
        lasts.add(new Structures.LastSpec(where, first, second, text, f.delayMs(), f.windowMs()));
        return lasts.size() - 1;
    }

    private int column(FeatureSpec f) {
        return indexOf(columns, inputs.number(required(f), f.scale()));
    }

    /** For COUNT of a field: texts count by a condition on their presence, which {@link Inputs#predicate} includes. */
    private int numericColumn(FeatureSpec f) {
        return f.field() == null || !inputs.isNumeric(f.field()) ? -1 : column(f);
    }

    private String required(FeatureSpec f) {
        if (f.field() == null)
            throw new IllegalArgumentException("feature '" + f.name() + "': " + f.aggregate() + " needs a field");
        return f.field();
    }

    private void check(boolean fulfilled, String problem) {
        if (!fulfilled) throw new IllegalArgumentException("entity '" + entity.name() + "' has " + problem);
    }

    /** Per cursor, the accumulators for which {@code cursorOf} names it. */
    private static int[][] wiring(int cursors, IntUnaryOperator cursorOf, int accumulators) {
        int[][] wired = new int[cursors][];
        for (int c = 0; c < cursors; c++) {
            int cursor = c;
            wired[c] = IntStream.range(0, accumulators)
                    .filter(i -> cursorOf.applyAsInt(i) == cursor)
                    .toArray();
        }
        return wired;
    }

    private static Accumulator placed(Accumulator a, long[] sorted) {
        int head = a.delayMs() == 0 ? -1 : cursor(sorted, a.delayMs());
        int tail = a.lifetime() ? -1 : cursor(sorted, a.delayMs() + a.windowMs());
        return new Accumulator(a.kind(), a.delayMs(), a.windowMs(), a.where(), a.label(), a.column(), head, tail);
    }

    private static int cursor(long[] sorted, long offset) {
        int at = java.util.Arrays.binarySearch(sorted, offset);
        if (at < 0) throw new IllegalStateException("no cursor at " + offset + " ms");
        return at;
    }

    private static <T> int indexOf(List<T> list, T item) {
        int at = list.indexOf(item);
        if (at >= 0) return at;
        list.add(item);
        return list.size() - 1;
    }
}
