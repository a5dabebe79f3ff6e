package dev.evenflow.platform.quality.page;

import dev.evenflow.quality.event.PartitionProgress;
import dev.evenflow.quality.event.QualityCheck;
import dev.evenflow.quality.event.QualityDimension;
import dev.evenflow.quality.event.QualityIncident;
import dev.evenflow.quality.event.QualityOutcome;
import dev.evenflow.quality.event.QualityScore;
import dev.evenflow.quality.event.QualityState;
import dev.evenflow.quality.event.ScoreContribution;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a monitor of the demo's topics would publish over two hours that end now: one topic healthy with a past incident,
 * one with drift, one with a stalled partition, one whose incident another explains, one from which nothing came.
 */
final class SampleQuality {
    static final String TRANSACTIONS = "transactions";
    static final String LABELS = "fraud-labels";
    static final String SERVED = "features-card-fraud-served";
    static final String SETTLED = "features-card-fraud-settled";
    static final String REQUESTS = "inference-requests";
    static final String RESPONSES = "inference-responses";
    static final String ARCHIVE = "archive-commits";
    static final String DRIFT_INCIDENT = "features-card-fraud-served/amount_sum_1d/1";
    static final String HOSTILE = "<img src=x onerror=\"document.title='hacked'\">";

    static final Lineage LINEAGE = new Lineage(Map.of(
            SERVED, List.of(TRANSACTIONS, LABELS),
            SETTLED, List.of(TRANSACTIONS, LABELS),
            REQUESTS, List.of(SERVED),
            RESPONSES, List.of(REQUESTS),
            ARCHIVE, List.of(REQUESTS, RESPONSES)));

    static final String MONITOR = "quality-monitor";
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int WINDOWS = 120;

    private final Instant end;
    private final SplittableRandom random = new SplittableRandom(7);

    /** @param now the last window ends a few seconds before it */
    SampleQuality(Instant now) {
        this.end = now.minusSeconds(8);
    }

    List<QualityScore> scores() {
        List<QualityScore> scores = new ArrayList<>();
        for (int i = 0; i < WINDOWS; i++) {
            Instant start = end.minus(WINDOW.multipliedBy(WINDOWS - i));
            boolean nulls = i >= 40 && i < 48;
            addWindow(scores, TRANSACTIONS, start, nulls ? "nulls" : "");
            addWindow(scores, LABELS, start, i >= 112 ? "stalled" : "");
            addWindow(scores, SERVED, start, i >= 108 ? "drift" : "");
            addWindow(scores, SETTLED, start, i % 29 == 0 ? "degraded" : "");
            addWindow(scores, REQUESTS, start, i >= 110 ? "drift" : "");
            addWindow(scores, RESPONSES, start, i >= 100 ? "nothing" : "");
        }
        return scores;
    }

    private void addWindow(List<QualityScore> scores, String dataset, Instant start, String trouble) {
        boolean nothing = trouble.equals("nothing");
        long records = nothing ? 0 : 17_000 + random.nextLong(1_200);
        List<QualityScore> dimensions = new ArrayList<>();
        dimensions.add(score(
                dataset,
                QualityDimension.SCHEMA,
                start,
                records,
                List.of(check(
                        "decodable",
                        "",
                        QualityDimension.SCHEMA,
                        "undecodable records",
                        0,
                        "= 0",
                        0,
                        records,
                        nothing))));
        QualityScore freshness = score(
                dataset,
                QualityDimension.FRESHNESS,
                start,
                records,
                List.of(
                        check(
                                "freshness",
                                "partition/0",
                                QualityDimension.FRESHNESS,
                                "silence in seconds",
                                2.1,
                                "< 60 s",
                                -1,
                                -1,
                                false),
                        check(
                                "freshness",
                                "partition/2",
                                QualityDimension.FRESHNESS,
                                "silence in seconds",
                                trouble.equals("stalled") || nothing ? 486 : 1.7,
                                "< 60 s",
                                -1,
                                -1,
                                false)));
        freshness.setPartitions(partitions(dataset, start.plus(WINDOW), trouble));
        dimensions.add(freshness);
        dimensions.add(score(
                dataset,
                QualityDimension.VOLUME,
                start,
                records,
                List.of(check(
                        "seasonal-volume",
                        "",
                        QualityDimension.VOLUME,
                        "records",
                        records,
                        "15,900 to 19,400",
                        -1,
                        -1,
                        false))));
        double nullShare = trouble.equals("nulls") ? 12.4 : 0.02;
        dimensions.add(score(
                dataset,
                QualityDimension.COMPLETENESS,
                start,
                records,
                List.of(
                        check(
                                "merchant-country-present",
                                "merchant_country",
                                QualityDimension.COMPLETENESS,
                                "nulls in percent",
                                nullShare,
                                "< 1 percent",
                                (long) (records * nullShare / 100),
                                records,
                                nothing),
                        check(
                                "customer-present",
                                "customer_id",
                                QualityDimension.COMPLETENESS,
                                "nulls in percent",
                                0,
                                "= 0 percent",
                                0,
                                records,
                                nothing))));
        dimensions.add(score(
                dataset,
                QualityDimension.VALIDITY,
                start,
                records,
                List.of(
                        check(
                                "currency-pattern",
                                "currency",
                                QualityDimension.VALIDITY,
                                "invalid values in percent",
                                trouble.equals("degraded") ? 2.2 : 0,
                                "< 1 percent",
                                trouble.equals("degraded") ? 380 : 0,
                                records,
                                nothing),
                        check(
                                "amount-positive " + HOSTILE,
                                "amount",
                                QualityDimension.VALIDITY,
                                "violations in percent",
                                0,
                                "= 0 percent",
                                0,
                                records,
                                nothing))));
        dimensions.add(score(
                dataset,
                QualityDimension.UNIQUENESS,
                start,
                records,
                List.of(check(
                        "unique-key",
                        "event_time, transaction_id",
                        QualityDimension.UNIQUENESS,
                        "duplicates in percent",
                        0.2,
                        "< 1 percent",
                        34,
                        records,
                        nothing))));
        dimensions.add(drift(dataset, start, records, trouble));
        scores.addAll(dimensions);
        scores.add(overall(dataset, start, records, dimensions));
    }

    private QualityScore drift(String dataset, Instant start, long records, String trouble) {
        boolean drifted = trouble.equals("drift");
        QualityCheck amount = check(
                "amount-drift",
                "amount_sum_1d",
                QualityDimension.DRIFT,
                "PSI",
                SampleDrift.amount(drifted).getValue(),
                "< 0.2",
                -1,
                -1,
                trouble.equals("nothing"));
        amount.setDrift(SampleDrift.amount(drifted));
        QualityCheck channel = check(
                "channel-drift",
                "channel",
                QualityDimension.DRIFT,
                "L-infinity",
                0.0026,
                "< 0.1",
                -1,
                -1,
                trouble.equals("nothing"));
        channel.setDrift(SampleDrift.channel());
        return score(dataset, QualityDimension.DRIFT, start, records, List.of(amount, channel));
    }

    private List<PartitionProgress> partitions(String dataset, Instant at, String trouble) {
        List<PartitionProgress> partitions = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            boolean stalled = trouble.equals("nothing") || trouble.equals("stalled") && i == 2;
            Instant since = end.minus(Duration.ofMinutes(trouble.equals("nothing") ? 20 : 8));
            Instant last = stalled ? since : at.minusMillis(300 + random.nextInt(2_500));
            partitions.add(PartitionProgress.newBuilder()
                    .setPartition(i)
                    .setLastEventAt(last.minusMillis(400))
                    .setLastRecordAt(last)
                    .setLastLookedAt(at)
                    .setNextOffset(1_203_400L + i * 977 + dataset.length())
                    .setLongestGapMs(700 + random.nextInt(900))
                    .setState(stalled ? QualityState.UNHEALTHY : QualityState.HEALTHY)
                    .build());
        }
        return partitions;
    }

    private QualityCheck check(
            String rule,
            String subject,
            QualityDimension dimension,
            String metric,
            double value,
            String expected,
            long failed,
            long total,
            boolean unknown) {
        QualityOutcome outcome =
                unknown ? QualityOutcome.UNKNOWN : fails(rule, value) ? QualityOutcome.FAIL : QualityOutcome.PASS;
        return QualityCheck.newBuilder()
                .setRule(rule)
                .setSubject(subject)
                .setDimension(dimension)
                .setSeverity(
                        dimension == QualityDimension.DRIFT
                                ? dev.evenflow.quality.event.QualitySeverity.WARNING
                                : dev.evenflow.quality.event.QualitySeverity.ERROR)
                .setOutcome(outcome)
                .setMetric(metric)
                .setValue(unknown ? null : value)
                .setExpected(expected)
                .setFailed(failed)
                .setTotal(total)
                .setDetail(
                        unknown
                                ? "No record arrived in this window, so this could not be measured."
                                : outcome == QualityOutcome.FAIL
                                        ? metric + " is " + value + ", expected " + expected + "."
                                        : "As expected.")
                .setDrift(null)
                .build();
    }

    private static boolean fails(String rule, double value) {
        return switch (rule) {
            case "freshness" -> value > 60;
            case "merchant-country-present", "currency-pattern" -> value > 1;
            case "amount-drift" -> value > 0.2;
            case "seasonal-volume" -> value < 15_900;
            default -> false;
        };
    }

    private QualityScore score(
            String dataset, QualityDimension dimension, Instant start, long records, List<QualityCheck> checks) {
        List<ScoreContribution> terms = new ArrayList<>();
        double sum = 0;
        for (QualityCheck check : checks) {
            if (check.getOutcome() != QualityOutcome.UNKNOWN) {
                double credit = check.getOutcome() == QualityOutcome.PASS
                        ? 1
                        : check.getTotal() > 0 ? 1 - check.getFailed() / (double) check.getTotal() * 4 : 0.25;
                terms.add(new ScoreContribution(
                        check.getRule() + (check.getSubject().isEmpty() ? "" : " " + check.getSubject()), 1d, credit));
                sum += credit;
            }
        }
        boolean failing = checks.stream().anyMatch(check -> check.getOutcome() == QualityOutcome.FAIL);
        Double value = terms.isEmpty() ? null : Double.valueOf(100 * sum / terms.size());
        QualityState state = terms.isEmpty()
                ? QualityState.UNKNOWN
                : !failing
                        ? QualityState.HEALTHY
                        : sum / terms.size() > 0.9 ? QualityState.DEGRADED : QualityState.UNHEALTHY;
        return build(
                dataset,
                dimension,
                start,
                records,
                state,
                value,
                "100 × Σ weight × credit ÷ Σ weight, over the checks that could be measured",
                checks,
                terms);
    }

    private QualityScore overall(String dataset, Instant start, long records, List<QualityScore> dimensions) {
        List<ScoreContribution> terms = dimensions.stream()
                .filter(each -> each.getScore() != null)
                .map(each -> new ScoreContribution(each.getDimension().name(), each.getWeight(), each.getScore() / 100))
                .toList();
        double weights =
                terms.stream().mapToDouble(ScoreContribution::getWeight).sum();
        double sum = terms.stream()
                .mapToDouble(each -> each.getWeight() * each.getCredit())
                .sum();
        QualityState worst = dimensions.stream()
                .map(QualityScore::getState)
                .min((a, b) -> ScorePoint.rank(a) - ScorePoint.rank(b))
                .orElse(QualityState.UNKNOWN);
        boolean unknown = records == 0;
        return build(
                dataset,
                QualityDimension.OVERALL,
                start,
                records,
                unknown ? QualityState.UNKNOWN : worst,
                unknown ? null : 100 * sum / weights,
                "100 × Σ weight × credit ÷ Σ weight, over the dimensions that are known",
                List.of(),
                terms);
    }

    private static QualityScore build(
            String dataset,
            QualityDimension dimension,
            Instant start,
            long records,
            QualityState state,
            @Nullable Double value,
            String formula,
            List<QualityCheck> checks,
            List<ScoreContribution> terms) {
        return QualityScore.newBuilder()
                .setMonitor(MONITOR)
                .setDataset(dataset)
                .setDimension(dimension)
                .setWindowStart(start)
                .setWindowEnd(start.plus(WINDOW))
                .setRevision(0)
                .setJudgedAt(start.plus(WINDOW).plusSeconds(5))
                .setState(state)
                .setScore(value)
                .setFormula(formula)
                .setWeight(dimension == QualityDimension.DRIFT ? 0.5 : 1)
                .setShadow(false)
                .setBackfill(false)
                .setRecords(records)
                .setContractVersion("1.2.0")
                .setChecks(checks)
                .setContributions(terms)
                .setPartitions(List.of())
                .build();
    }

    List<QualityIncident> incidents() {
        return new SampleIncidents(end).all();
    }
}
