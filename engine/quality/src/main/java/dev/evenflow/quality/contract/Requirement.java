package dev.evenflow.quality.contract;

import dev.evenflow.quality.drift.DriftMethod;
import dev.evenflow.quality.expectation.Season;
import dev.evenflow.quality.expectation.SeasonalOptions;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a rule asks for, by the kind of facts that decide it. Durations are milliseconds. */
public sealed interface Requirement {
    /** What freshness and gaps are looked at by. */
    enum Per {
        DATASET,
        PARTITION,
        GROUP
    }

    /** Whose time counts: the event's own, or that of its arrival in the log. */
    enum Clock {
        EVENT,
        ARRIVAL
    }

    /** {@code TO}: every record here has its partner there. {@code FROM}: every one there has its partner here. */
    enum Direction {
        BOTH,
        TO,
        FROM
    }

    /** Decided on each record, bounded by how many may offend. */
    record OfRecords(RecordTest test, Bound bound, Unit unit) implements Requirement {}

    /** Duplicates: records beyond the first of their key; records with a null in it do not count. */
    record Unique(List<String> fields, Bound bound, Unit unit) implements Requirement {}

    /** Records of a window. */
    record RowCount(Bound bound) implements Requirement {}

    /** Every record can be read, and its writer's schema is what the contract says. In every contract, bound to none. */
    record Readable() implements Requirement {}

    /** @param mostMs from the newest record's time to now */
    record Freshness(Per per, @Nullable String groupBy, Clock clock, long mostMs) implements Requirement {}

    /** No longer pause than {@code mostMs}; 0: than {@code factor} times the longest that was normal so far. */
    record Gap(Per per, @Nullable String groupBy, Clock clock, long mostMs, double factor) implements Requirement {}

    /**
     * As many records as usual, by the season.
     *
     * @param deviations how many robust standard deviations are still usual
     * @param change relative change below which nothing is unusual, such as 0.2, however regular the volume was
     * @param warmUp windows that a slot of the season must have seen before it is judged
     */
    record SeasonalVolume(Season season, double deviations, double change, int warmUp) implements Requirement {
        /** How the expectation learns; without a season one cycle is enough, with one two are needed. */
        public SeasonalOptions options(long windowMs) {
            return new SeasonalOptions(
                    season,
                    ZoneOffset.UTC,
                    windowMs,
                    deviations,
                    change / deviations,
                    warmUp,
                    season == Season.NONE ? 1 : 2,
                    0);
        }
    }

    /** Records whose event time steps back by more than {@code allowanceMs} within their partition. */
    record Order(long allowanceMs, Bound bound, Unit unit) implements Requirement {}

    /**
     * @param method null: the share of nulls against that of the baseline, as a difference from 0 to 1
     * @param minimumRecords fewer leave it unknown
     * @param windows how many windows, this one and those before, are looked at as one
     */
    record Drift(String field, @Nullable DriftMethod method, Bound bound, long minimumRecords, int windows, int bins)
            implements Requirement {}

    /** Partners in another dataset, by equal keys, not later than {@code withinMs}; the bound is on the share or count without one. */
    record Reconciliation(
            String with,
            List<String> key,
            List<String> otherKey,
            long withinMs,
            Direction direction,
            Bound bound,
            Unit unit)
            implements Requirement {}

    /** Of archive commits: every offset of those topics is accounted for, not later than {@code withinMs}. */
    record Ledger(List<String> of, long withinMs, Bound bound, Unit unit) implements Requirement {}

    /**
     * The same values in another dataset, record by record.
     *
     * @param fields empty: all that both have
     * @param sample share of the keys that is compared, by hash
     */
    record Skew(
            String with,
            List<String> key,
            List<String> otherKey,
            List<String> fields,
            double relative,
            double absolute,
            double sample,
            long withinMs,
            Bound bound,
            Unit unit)
            implements Requirement {}

    /** From an event to when its label became known; the bound is in seconds, of quantile {@code quantile}. */
    record LabelDelay(String eventTime, String knownAt, double quantile, Bound bound) implements Requirement {}

    /** Share of another dataset's records that have a label here, {@code withinMs} after them; the bound is in percent. */
    record LabelCoverage(String of, List<String> key, List<String> otherKey, long withinMs, Bound bound)
            implements Requirement {}
}
