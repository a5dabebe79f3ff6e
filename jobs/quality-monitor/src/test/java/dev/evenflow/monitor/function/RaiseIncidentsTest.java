package dev.evenflow.monitor.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.monitor.QualityMonitorConfig;
import dev.evenflow.monitor.codec.ScoreRecords;
import dev.evenflow.quality.check.CheckResult;
import dev.evenflow.quality.check.Dimension;
import dev.evenflow.quality.check.Outcome;
import dev.evenflow.quality.check.Severity;
import dev.evenflow.quality.event.IncidentStatus;
import dev.evenflow.quality.event.QualityIncident;
import dev.evenflow.quality.event.QualityScore;
import dev.evenflow.quality.score.DimensionScore;
import dev.evenflow.quality.score.ScoreWeights;
import dev.evenflow.quality.score.Scores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RaiseIncidentsTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final String PLAN = "- {topic: orders, upstream: [payments]}\n- {topic: payments}\n";
    private static final String FRESH =
            """
            - {type: custom, name: fresh, engine: evenflow, severity: critical, implementation: {rule: freshness, per: dataset, clock: arrival, mustBeLessThan: 20, unit: s}}
            """;

    @TempDir
    private Path directory;

    private QualityMonitorConfig config(String country) throws IOException {
        return Watching.config(directory, "http://none", PLAN, country, FRESH);
    }

    private static OneInputStreamOperatorTestHarness<QualityScore, QualityIncident> harness(QualityMonitorConfig config)
            throws Exception {
        return new OneInputStreamOperatorTestHarness<>(new RaiseIncidents(config));
    }

    /** A judgement of one rule, sent at a second; the clock goes on to the second after. */
    private static void judge(
            OneInputStreamOperatorTestHarness<QualityScore, QualityIncident> harness,
            String dataset,
            String rule,
            String subject,
            Dimension dimension,
            Outcome outcome,
            int second,
            boolean backfill,
            int revision)
            throws Exception {
        long now = NOW + second * 1_000L;
        harness.setProcessingTime(now);
        var result = new CheckResult(
                rule,
                subject,
                dimension,
                Severity.ERROR,
                false,
                outcome,
                "m",
                1.0,
                -1,
                -1,
                "expected",
                "Detail.",
                null);
        DimensionScore score = Scores.of(List.of(result), ScoreWeights.DEFAULT).get(0);
        long length = dimension == Dimension.FRESHNESS ? 0 : 10_000;
        var judgement =
                new ScoreRecords.Judgement("test", dataset, now - length, now, revision, now, backfill, 1, "1.0.0", "");
        harness.processElement(ScoreRecords.of(judgement, score, false, List.of()), now);
        harness.setProcessingTime(now + 1_000);
    }

    private static void nulls(
            OneInputStreamOperatorTestHarness<QualityScore, QualityIncident> harness, Outcome outcome, int second)
            throws Exception {
        judge(harness, "orders", "countries", "country", Dimension.COMPLETENESS, outcome, second, false, 0);
    }

    private static List<IncidentStatus> statuses(
            OneInputStreamOperatorTestHarness<QualityScore, QualityIncident> harness) {
        return harness.extractOutputValues().stream()
                .map(QualityIncident::getStatus)
                .toList();
    }

    @Test
    void aFailingRuleOpensAndAPassingOneResolvesOverARestore() throws Exception {
        QualityMonitorConfig config = config(Watching.SOME_NULLS);
        OperatorSubtaskState snapshot;
        QualityIncident opened;
        try (var harness = harness(config)) {
            harness.open();
            for (int second = 0; second <= 120; second += 10) nulls(harness, Outcome.FAIL, second);
            assertThat(statuses(harness)).containsExactly(IncidentStatus.OPENED);
            opened = harness.extractOutputValues().get(0);
            assertThat(opened.getDataset()).isEqualTo("orders");
            assertThat(opened.getSubject()).isEqualTo("country");
            assertThat(opened.getNotify()).isTrue();
            assertThat(opened.getRunbook()).endsWith("quality-completeness.md");
            assertThat(opened.getSequence()).isZero();
            snapshot = harness.snapshot(1, NOW);
        }
        try (var harness = harness(config)) {
            harness.initializeState(snapshot);
            harness.open();
            for (int second = 130; second <= 260; second += 10) nulls(harness, Outcome.PASS, second);
            assertThat(harness.extractOutputValues()).singleElement().satisfies(resolved -> {
                assertThat(resolved.getStatus()).isEqualTo(IncidentStatus.RESOLVED);
                assertThat(resolved.getIncidentId()).isEqualTo(opened.getIncidentId());
                assertThat(resolved.getSequence()).isOne();
                assertThat(resolved.getResolvedAt()).isNotNull();
            });
        }
    }

    @Test
    void aRuleThatLeftTheContractEndsItsIncident() throws Exception {
        OperatorSubtaskState snapshot;
        try (var harness = harness(config(Watching.SOME_NULLS))) {
            harness.open();
            for (int second = 0; second <= 120; second += 10) nulls(harness, Outcome.FAIL, second);
            assertThat(statuses(harness)).containsExactly(IncidentStatus.OPENED);
            snapshot = harness.snapshot(1, NOW);
        }
        try (var harness = harness(config("{metric: nullValues, name: other, mustBeLessThan: 99, unit: percent}"))) {
            harness.initializeState(snapshot);
            harness.setProcessingTime(NOW + 200_000);
            harness.open();
            harness.setProcessingTime(NOW + 205_000);
            assertThat(statuses(harness)).containsExactly(IncidentStatus.RESOLVED);
        }
    }

    @Test
    void historyAndWhatIsJudgedAgainPageNobody() throws Exception {
        try (var harness = harness(config(Watching.SOME_NULLS))) {
            harness.open();
            for (int second = 0; second <= 120; second += 10) {
                judge(harness, "orders", "countries", "country", Dimension.COMPLETENESS, Outcome.FAIL, second, true, 0);
                judge(
                        harness,
                        "payments",
                        "countries",
                        "country",
                        Dimension.COMPLETENESS,
                        Outcome.FAIL,
                        second,
                        false,
                        1);
            }
            assertThat(harness.extractOutputValues()).isEmpty();
        }
    }

    @Test
    void whatIsUpstreamExplains() throws Exception {
        try (var harness = harness(config(Watching.SOME_NULLS))) {
            harness.open();
            judge(harness, "payments", "some", "", Dimension.VOLUME, Outcome.PASS, 0, false, 0);
            for (int second = 10; second <= 200; second += 10) {
                judge(harness, "orders", "fresh", "", Dimension.FRESHNESS, Outcome.FAIL, second, false, 0);
                judge(harness, "payments", "some", "", Dimension.VOLUME, Outcome.FAIL, second + 2, false, 0);
            }
            List<QualityIncident> told = harness.extractOutputValues().stream()
                    .filter(QualityIncident::getNotify)
                    .toList();
            assertThat(told).extracting(QualityIncident::getDataset).containsExactly("payments");
            assertThat(harness.extractOutputValues())
                    .filteredOn(incident -> incident.getDataset().equals("orders"))
                    .isNotEmpty()
                    .allMatch(incident -> told.get(0).getIncidentId().equals(incident.getSuppressedBy()));
        }
    }
}
