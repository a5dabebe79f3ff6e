package dev.evenflow.platform.quality.page;

import dev.evenflow.quality.event.QualityScore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Scores of one dataset and dimension by the start of their window: many as points, the newest with all their inputs. A
 * later revision of a window replaces the earlier. Not thread-safe.
 */
final class ScoreSeries {
    private static final int POINTS = 3_000;
    /** Whole records as bytes: objects take several times as much. */
    private static final int WHOLE = 240;

    private final TreeMap<Long, ScorePoint> points = new TreeMap<>();
    private final TreeMap<Long, byte[]> whole = new TreeMap<>();
    private double weight;

    void add(QualityScore score) {
        ScorePoint point = ScorePoint.of(score);
        ScorePoint known = points.get(point.start());
        if (known != null && known.revision() > point.revision()) {
            return;
        }
        points.put(point.start(), point);
        weight = score.getWeight();
        if (points.size() > POINTS) {
            points.pollFirstEntry();
        }
        if (whole.size() < WHOLE || point.start() > whole.firstKey()) {
            whole.put(point.start(), encode(score));
        }
        if (whole.size() > WHOLE) {
            whole.pollFirstEntry();
        }
    }

    Optional<ScorePoint> newest() {
        return points.isEmpty()
                ? Optional.empty()
                : Optional.of(points.lastEntry().getValue());
    }

    double weight() {
        return weight;
    }

    /**
     * Those of the last {@code rangeMs} of this series, at most {@code most}: where there are more, the worst of each
     * few neighbours, so that a short dip does not vanish.
     */
    List<ScorePoint> since(long fromMs, int most) {
        List<ScorePoint> all = new ArrayList<>(points.tailMap(fromMs, true).values());
        int group = (all.size() + most - 1) / most;
        if (group <= 1) {
            return all;
        }
        List<ScorePoint> thinned = new ArrayList<>(most);
        for (int i = 0; i < all.size(); i += group) {
            thinned.add(Collections.min(all.subList(i, Math.min(all.size(), i + group)), ScorePoint.WORST_FIRST));
        }
        return thinned;
    }

    /** The whole score of the window that begins then, or of the last one before it if {@code orBefore}. */
    Optional<QualityScore> whole(long start, boolean orBefore) {
        Long key = orBefore ? whole.floorKey(start) : whole.containsKey(start) ? Long.valueOf(start) : null;
        byte[] bytes = key == null ? null : whole.get(key);
        return bytes == null ? Optional.empty() : Optional.of(decode(bytes));
    }

    /** Starts of the windows that are kept whole, newest first. */
    Iterable<Long> wholeStarts() {
        return whole.descendingKeySet();
    }

    /** Decoded one by one. */
    Stream<QualityScore> wholeNewestFirst() {
        return whole.descendingMap().values().stream().map(ScoreSeries::decode);
    }

    private static byte[] encode(QualityScore score) {
        try {
            ByteBuffer buffer = QualityScore.getEncoder().encode(score);
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static QualityScore decode(byte[] bytes) {
        try {
            return QualityScore.getDecoder().decode(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
