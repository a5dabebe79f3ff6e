package dev.evenflow.monitor.codec;

import dev.evenflow.quality.check.CheckResult;
import dev.evenflow.quality.check.Dimension;
import dev.evenflow.quality.check.Outcome;
import dev.evenflow.quality.check.Severity;
import dev.evenflow.quality.drift.DriftResult;
import dev.evenflow.quality.event.DriftEvidence;
import dev.evenflow.quality.event.PartitionProgress;
import dev.evenflow.quality.event.QualityCheck;
import dev.evenflow.quality.event.QualityDimension;
import dev.evenflow.quality.event.QualityOutcome;
import dev.evenflow.quality.event.QualityScore;
import dev.evenflow.quality.event.QualitySeverity;
import dev.evenflow.quality.event.QualityState;
import dev.evenflow.quality.event.ScoreContribution;
import dev.evenflow.quality.score.DimensionScore;
import dev.evenflow.quality.window.PartitionNews;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Scores and checks as the records of the topic quality-scores, and checks back from them. */
public final class ScoreRecords {
    private ScoreRecords() {}

    /**
     * What all scores of one judgement have in common.
     *
     * @param startMs of the window, inclusive
     * @param endMs of the window, exclusive
     * @param baseline name of the baseline; empty without
     */
    public record Judgement(
            String monitor,
            String dataset,
            long startMs,
            long endMs,
            int revision,
            long judgedAtMs,
            boolean backfill,
            long records,
            String contractVersion,
            String baseline) {}

    public static QualityScore of(
            Judgement judgement, DimensionScore score, boolean shadow, List<PartitionProgress> partitions) {
        Dimension dimension = score.dimension();
        List<QualityCheck> checks = new ArrayList<>();
        for (CheckResult check : score.checks()) checks.add(of(check, judgement.baseline));
        List<ScoreContribution> contributions = new ArrayList<>();
        score.contributions()
                .forEach(each -> contributions.add(new ScoreContribution(each.name(), each.weight(), each.credit())));
        return new QualityScore(
                judgement.monitor,
                judgement.dataset,
                dimension == null ? QualityDimension.OVERALL : QualityDimension.valueOf(dimension.name()),
                Instant.ofEpochMilli(judgement.startMs),
                Instant.ofEpochMilli(judgement.endMs),
                judgement.revision,
                Instant.ofEpochMilli(judgement.judgedAtMs),
                QualityState.valueOf(score.state().name()),
                score.score(),
                score.formula(),
                score.weight(),
                shadow,
                judgement.backfill,
                judgement.records,
                judgement.contractVersion,
                checks,
                contributions,
                partitions);
    }

    private static QualityCheck of(CheckResult check, String baseline) {
        return new QualityCheck(
                check.rule(),
                check.subject(),
                QualityDimension.valueOf(check.dimension().name()),
                QualitySeverity.valueOf(check.severity().name()),
                QualityOutcome.valueOf(check.outcome().name()),
                check.metric(),
                check.value(),
                check.expected(),
                check.failed(),
                check.total(),
                check.detail(),
                of(check.drift(), baseline));
    }

    private static @Nullable DriftEvidence of(@Nullable DriftResult drift, String baseline) {
        if (drift == null) return null;
        return new DriftEvidence(
                drift.method().name(),
                drift.convention(),
                drift.value(),
                drift.pValue(),
                baseline,
                list(drift.edges()),
                drift.categories(),
                list(drift.baselineCounts()),
                list(drift.currentCounts()),
                drift.baselineTotal(),
                drift.currentTotal());
    }

    private static List<Double> list(double[] numbers) {
        List<Double> list = new ArrayList<>(numbers.length);
        for (double number : numbers) list.add(number);
        return list;
    }

    /** The checks of a score, without their distributions. */
    public static List<CheckResult> checks(QualityScore score) {
        List<CheckResult> checks = new ArrayList<>();
        for (QualityCheck check : score.getChecks())
            checks.add(new CheckResult(
                    check.getRule(),
                    check.getSubject(),
                    Dimension.valueOf(check.getDimension().name()),
                    Severity.valueOf(check.getSeverity().name()),
                    score.getShadow(),
                    Outcome.valueOf(check.getOutcome().name()),
                    check.getMetric(),
                    check.getValue(),
                    check.getFailed(),
                    check.getTotal(),
                    check.getExpected(),
                    check.getDetail(),
                    null));
        return checks;
    }

    /** How far a partition is. */
    public static PartitionProgress of(PartitionNews news, QualityState state) {
        return new PartitionProgress(
                news.partition(),
                time(news.latestEventTime()),
                time(news.lastLogTime()),
                time(news.lookedAt()),
                news.nextOffset(),
                news.longestGapMs(),
                state);
    }

    private static @Nullable Instant time(long ms) {
        return ms == PartitionNews.NONE ? null : Instant.ofEpochMilli(ms);
    }
}
