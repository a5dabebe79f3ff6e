package dev.evenflow.features.kernel;

import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.Slot;
import dev.evenflow.features.row.SlotType;
import dev.evenflow.features.spec.Aggregate;
import dev.evenflow.features.spec.Geo;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Reads features off a lane. Doubles appear here only: exact totals are divided once, at the end. */
final class FeatureReader {
    private FeatureReader() {}

    /** Sets the features that are read before, or after, the event was added. */
    static void read(FlatProgram.Reading[] features, Lane lane, LoggedEvent event, FeatureRow row) {
        for (FlatProgram.Reading feature : features) read(feature, lane, event, row);
    }

    private static void read(FlatProgram.Reading feature, Lane lane, LoggedEvent event, FeatureRow row) {
        Slot out = feature.out;
        Totals totals = lane.totals;
        long time = event.time;
        long boundary =
                feature.windowMs == Program.LIFETIME ? Long.MIN_VALUE : time - feature.delayMs - feature.windowMs;
        switch (feature.aggregate) {
            case COUNT -> row.setLong(out, totals.low[feature.count]);
            case SUM -> row.setDouble(out, totals.toDouble(feature.total) / feature.unit);
            case AVG -> {
                long n = totals.low[feature.count];
                if (n == 0) empty(feature, row);
                else row.setDouble(out, totals.toDouble(feature.total) / ((double) n * feature.unit));
            }
            case RATE -> {
                long n = totals.low[feature.count];
                if (n == 0) empty(feature, row);
                else row.setDouble(out, (double) totals.low[feature.total] / (double) n);
            }
            case VARIANCE, STDDEV -> {
                long n = totals.low[feature.count];
                if (n < 2) {
                    empty(feature, row);
                } else {
                    double unit = feature.unit;
                    double variance =
                            squaredDeviations(totals, feature, n) / ((double) n * (double) (n - 1)) / (unit * unit);
                    boolean root = feature.aggregate == Aggregate.STDDEV;
                    row.setDouble(out, root ? Math.sqrt(variance) : variance);
                }
            }
            case MIN, MAX -> {
                Extremes extremes = lane.extremes[feature.structure];
                int at = extremes.firstAfter(boundary);
                if (at == extremes.size) empty(feature, row);
                else row.setDouble(out, (double) extremes.values[at] / feature.unit);
            }
            case DISTINCT ->
                row.setLong(out, Math.min(feature.cap, lane.recents[feature.structure].countAfter(boundary)));
            case FIRST_SEEN -> firstSeen(feature, lane, event, row, boundary);
            case LAST, PREVIOUS -> last(feature, lane.lasts[feature.structure], row, boundary);
            case TIME_SINCE_PREVIOUS -> {
                LastEvent last = lane.lasts[feature.structure];
                if (last == null || last.time() <= boundary) empty(feature, row);
                else row.setLong(out, time - last.time());
            }
            case DISTANCE_FROM_PREVIOUS, SPEED_FROM_PREVIOUS ->
                movement(feature, lane.lasts[feature.structure], event, row, boundary);
        }
    }

    private static void firstSeen(
            FlatProgram.Reading feature, Lane lane, LoggedEvent event, FeatureRow row, long boundary) {
        if (feature.text >= 0) {
            if (!event.hasText(feature.text)) {
                empty(feature, row);
                return;
            }
            boolean seen = lane.recents[feature.structure].seenAfter(boundary, event.hashes[feature.text]);
            row.setLong(feature.out, seen ? 0 : 1);
        } else if (feature.count >= 0) {
            row.setLong(feature.out, lane.totals.low[feature.count] == 0 ? 1 : 0);
        } else {
            LastEvent last = lane.lasts[feature.structure];
            row.setLong(feature.out, last == null || last.time() <= boundary ? 1 : 0);
        }
    }

    private static void last(FlatProgram.Reading feature, @Nullable LastEvent last, FeatureRow row, long boundary) {
        if (last == null || last.time() <= boundary) empty(feature, row);
        else if (feature.out.type() == SlotType.TEXT) row.setText(feature.out, last.text());
        else row.setDouble(feature.out, (double) last.first() / feature.unit);
    }

    private static void movement(
            FlatProgram.Reading feature, @Nullable LastEvent last, LoggedEvent event, FeatureRow row, long boundary) {
        if (last == null
                || last.time() <= boundary
                || !event.hasValue(feature.first)
                || !event.hasValue(feature.second)) {
            empty(feature, row);
            return;
        }
        double unit = feature.unit;
        double kilometres = Geo.distanceKm(
                last.first() / unit,
                last.second() / unit,
                event.values[feature.first] / unit,
                event.values[feature.second] / unit);
        if (feature.aggregate == Aggregate.DISTANCE_FROM_PREVIOUS) {
            row.setDouble(feature.out, kilometres);
        } else if (event.time == last.time()) {
            empty(feature, row);
        } else {
            row.setDouble(feature.out, kilometres / ((event.time - last.time()) / 3_600_000.0));
        }
    }

    private static void empty(FlatProgram.Reading feature, FeatureRow row) {
        Double empty = feature.empty;
        if (empty == null) row.setNull(feature.out);
        else if (feature.out.type() == SlotType.LONG) row.setLong(feature.out, empty.longValue());
        else row.setDouble(feature.out, empty);
    }

    /** {@code n * sum(x^2) - sum(x)^2}, exact until it becomes a double. */
    private static double squaredDeviations(Totals totals, FlatProgram.Reading feature, long n) {
        int sum = feature.total;
        int squares = feature.squares;
        if (totals.fitsLong(sum) && totals.fitsLong(squares)) {
            long s = totals.low[sum];
            long q = totals.low[squares];
            if (Math.multiplyHigh(s, s) == 0 && s * s >= 0 && Math.multiplyHigh(n, q) == 0 && n * q >= 0)
                return (double) (n * q - s * s);
        }
        BigInteger s = totals.exact(sum);
        return BigInteger.valueOf(n)
                .multiply(totals.exact(squares))
                .subtract(s.multiply(s))
                .doubleValue();
    }
}
