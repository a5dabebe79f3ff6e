package dev.evenflow.platform.quality.page;

import dev.evenflow.quality.event.QualityScore;
import dev.evenflow.quality.event.QualityState;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * One score as a chart needs it. Times are epoch milliseconds.
 *
 * @param score 0 to 100, null where nothing could be measured
 */
record ScorePoint(
        long start,
        long end,
        int revision,
        long judgedAt,
        QualityState state,
        @Nullable Double score,
        long records,
        boolean backfill) {

    /** What a thinned chart must not lose comes first. */
    static final Comparator<ScorePoint> WORST_FIRST = Comparator.<ScorePoint>comparingInt(point -> rank(point.state))
            .thenComparingDouble(point -> point.score == null ? 101 : point.score);

    static ScorePoint of(QualityScore score) {
        return new ScorePoint(
                score.getWindowStart().toEpochMilli(),
                score.getWindowEnd().toEpochMilli(),
                score.getRevision(),
                score.getJudgedAt().toEpochMilli(),
                score.getState(),
                score.getScore(),
                score.getRecords(),
                score.getBackfill());
    }

    /** 0 is worst. Unknown is worse than healthy: it may be anything. */
    static int rank(QualityState state) {
        return switch (state) {
            case UNHEALTHY -> 0;
            case DEGRADED -> 1;
            case UNKNOWN -> 2;
            case HEALTHY -> 3;
        };
    }
}
