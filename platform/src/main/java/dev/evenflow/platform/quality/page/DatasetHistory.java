package dev.evenflow.platform.quality.page;

import dev.evenflow.quality.event.PartitionProgress;
import dev.evenflow.quality.event.QualityDimension;
import dev.evenflow.quality.event.QualityScore;
import dev.evenflow.quality.event.QualityState;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is known of one dataset: a series of scores for each dimension, and how its partitions went on. Not thread-safe. */
final class DatasetHistory {
    private static final int LOOKS = 720;

    private final Map<QualityDimension, ScoreSeries> enforced = new EnumMap<>(QualityDimension.class);
    private final Map<QualityDimension, ScoreSeries> shadow = new EnumMap<>(QualityDimension.class);
    private final Deque<Look> looks = new ArrayDeque<>();
    private String contractVersion = "";
    private String monitor = "";
    private long judgedAt = Long.MIN_VALUE;

    /** Partitions as they were at a time. */
    record Look(long atMs, List<PartitionProgress> partitions) {}

    /** State with the time it was found at. */
    record Current(QualityState state, Optional<ScorePoint> overall) {}

    void add(QualityScore score) {
        (score.getShadow() ? shadow : enforced)
                .computeIfAbsent(score.getDimension(), dimension -> new ScoreSeries())
                .add(score);
        long judged = score.getJudgedAt().toEpochMilli();
        if (!score.getShadow() && judged >= judgedAt) {
            judgedAt = judged;
            contractVersion = score.getContractVersion();
            monitor = score.getMonitor();
        }
        Look last = looks.peekLast();
        if (!score.getShadow() && !score.getPartitions().isEmpty() && (last == null || judged > last.atMs())) {
            looks.addLast(new Look(judged, List.copyOf(score.getPartitions())));
            if (looks.size() > LOOKS) {
                looks.removeFirst();
            }
        }
    }

    /**
     * The newest overall score; while no window closes (nothing arrives), what freshness says since then counts too, and
     * the worse of both is the state.
     */
    Current current() {
        Optional<ScorePoint> overall = newest(QualityDimension.OVERALL);
        QualityState state = overall.map(ScorePoint::state).orElse(QualityState.UNKNOWN);
        for (QualityDimension dimension : List.of(QualityDimension.FRESHNESS, QualityDimension.VOLUME)) {
            Optional<ScorePoint> since = newest(dimension)
                    .filter(point -> overall.isEmpty()
                            || point.judgedAt() > overall.get().judgedAt());
            if (since.isPresent() && ScorePoint.rank(since.get().state()) < ScorePoint.rank(state)) {
                state = since.get().state();
            }
        }
        return new Current(state, overall);
    }

    Optional<ScorePoint> newest(QualityDimension dimension) {
        return Optional.ofNullable(enforced.get(dimension)).flatMap(ScoreSeries::newest);
    }

    Map<QualityDimension, ScoreSeries> series(boolean ofShadow) {
        return ofShadow ? shadow : enforced;
    }

    Deque<Look> looks() {
        return looks;
    }

    String contractVersion() {
        return contractVersion;
    }

    String monitor() {
        return monitor;
    }

    /** Epoch milliseconds of the newest judgement. */
    long judgedAt() {
        return judgedAt;
    }
}
