package dev.evenflow.features.kernel;

import dev.evenflow.features.row.Slot;
import dev.evenflow.features.spec.Aggregate;
import dev.evenflow.features.spec.FeatureSetSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entity's features, compiled: which inputs its log keeps, which totals and structures run over it, and how each
 * feature is read off them. Made by {@link ProgramBuilder}; immutable.
 *
 * @param name the entity
 * @param predicates BOOLEAN slots, at most 64; their order is the order of a logged event's flags
 * @param columns LONG slots, at most 64
 * @param texts TEXT slots, at most 64
 * @param labels BOOLEAN slots of label rows, at most 32
 * @param offsetsMs the distance of each cursor from the newest event
 * @param entering per cursor, the accumulators an event enters when the cursor passes it
 * @param leaving per cursor, the accumulators an event leaves then
 * @param immediate the accumulators an event enters at once
 * @param baseCursor the cursor (its own, which never goes back) behind which lifetimes cannot change any more, or -1 without lifetimes or slack
 * @param slackMs how far events may come out of order
 * @param horizonMs how long the log keeps events; negative where no log is needed
 * @param retentionMs how long after its last event an entity can still matter
 */
public record Program(
        String name,
        List<Slot> predicates,
        List<Slot> columns,
        List<Slot> texts,
        List<Slot> labels,
        List<Accumulator> accumulators,
        List<Structures.ExtremesSpec> extremes,
        List<Structures.RecentSpec> recents,
        List<Structures.LastSpec> lasts,
        List<Feature> features,
        long[] offsetsMs,
        int[][] entering,
        int[][] leaving,
        int[] immediate,
        int baseCursor,
        long slackMs,
        long horizonMs,
        long idleTtlMs,
        long retentionMs) {
    /** A window without a start. */
    static final long LIFETIME = FeatureSetSpec.LIFETIME;

    /**
     * How one feature is read.
     *
     * @param out the slot it goes to
     * @param beforeCurrent whether it is read before the event itself is added
     * @param count accumulator of the number of events (or, for RATE, the denominator), or -1
     * @param total accumulator of the sum (or, for RATE, the numerator), or -1
     * @param squares accumulator of the sum of squares, or -1
     * @param structure index of the structure that the aggregate reads, or -1
     * @param input slot of the current event's value, for FIRST_SEEN and distances, or null
     * @param secondInput slot of the longitude for distances, or null
     */
    public record Feature(
            Aggregate aggregate,
            Slot out,
            long windowMs,
            long delayMs,
            int scale,
            int cap,
            @Nullable Double empty,
            boolean beforeCurrent,
            int count,
            int total,
            int squares,
            int structure,
            @Nullable Slot input,
            @Nullable Slot secondInput) {}

    boolean hasLog() {
        return horizonMs >= 0;
    }
}
