package dev.evenflow.monitor.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.flink.kafka.SourceRecord;
import dev.evenflow.monitor.QualityMonitorConfig;
import dev.evenflow.monitor.codec.DatasetNews;
import dev.evenflow.quality.event.QualityCheck;
import dev.evenflow.quality.event.QualityDimension;
import dev.evenflow.quality.event.QualityOutcome;
import dev.evenflow.quality.event.QualityScore;
import dev.evenflow.quality.event.QualityState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the checker tells, judged: both operators, one behind the other. */
class JudgeWindowsTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final String PLAN = "- {topic: orders}\n- {topic: payments}\n";

    private final OutputTag<QualityScore> published =
            new OutputTag<>("published", new AvroTypeInfo<>(QualityScore.class));

    @TempDir
    private Path directory;

    private FakeRegistry registry;
    private int order;

    @BeforeEach
    void start() throws IOException {
        registry = new FakeRegistry();
        order = registry.register(Watching.ORDER);
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private QualityMonitorConfig config(String plan, String country) throws IOException {
        return Watching.config(directory, registry.url(), plan, country, Watching.RULES);
    }

    private KeyedOneInputStreamOperatorTestHarness<String, DatasetNews, QualityScore> judge(QualityMonitorConfig config)
            throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new JudgeWindows(config, published), DatasetNews::dataset, Types.STRING);
    }

    /** What the checker tells of records of orders: each is a second after the one before, in event time and in the log. */
    private List<DatasetNews> told(QualityMonitorConfig config, int from, int to, boolean nulls) throws Exception {
        try (var checker = new OneInputStreamOperatorTestHarness<SourceRecord, DatasetNews>(
                new CheckRecords(config, CheckedOutputs.make()))) {
            checker.open();
            for (int second = from; second < to; second++) {
                long at = NOW + second * 1_000L;
                byte[] value = Watching.bytes(order, Watching.order("o" + second, at, 1.0, nulls ? null : "DE"));
                checker.processElement(Watching.record("orders", 0, second, at, value), at);
            }
            checker.setProcessingTime(NOW + to * 1_000L);
            checker.getOneInputOperator().prepareSnapshotPreBarrier(1);
            return new ArrayList<>(checker.extractOutputValues());
        }
    }

    private static void tell(OneInputStreamOperatorTestHarness<DatasetNews, QualityScore> judge, List<DatasetNews> news)
            throws Exception {
        for (DatasetNews each : news) judge.processElement(each, 0);
    }

    private static List<QualityScore> windows(
            OneInputStreamOperatorTestHarness<DatasetNews, QualityScore> judge, QualityDimension dimension) {
        return judge.extractOutputValues().stream()
                .filter(score -> score.getDimension() == dimension
                        && score.getWindowStart().isBefore(score.getWindowEnd()))
                .toList();
    }

    private static QualityCheck check(QualityScore score, String rule) {
        return score.getChecks().stream()
                .filter(check -> check.getRule().equals(rule))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aWindowIsJudgedWhenItsPartitionIsPastIt() throws Exception {
        QualityMonitorConfig config = config(PLAN, Watching.SOME_NULLS);
        try (var judge = judge(config)) {
            judge.open();
            tell(judge, told(config, 0, 10, false));
            judge.setProcessingTime(NOW + 10_000);
            assertThat(windows(judge, QualityDimension.OVERALL)).isEmpty();
            tell(judge, told(config, 10, 13, false));
            judge.setProcessingTime(NOW + 13_000);
            assertThat(windows(judge, QualityDimension.OVERALL)).singleElement().satisfies(score -> {
                assertThat(score.getWindowStart().toEpochMilli()).isEqualTo(NOW);
                assertThat(score.getRecords()).isEqualTo(10);
                assertThat(score.getState()).isEqualTo(QualityState.HEALTHY);
                assertThat(score.getScore()).isEqualTo(100);
                assertThat(score.getBackfill()).isFalse();
            });
            Queue<StreamRecord<QualityScore>> out = judge.getSideOutput(published);
            assertThat(out).extracting(StreamRecord::getValue).containsAll(windows(judge, QualityDimension.OVERALL));
        }
    }

    @Test
    void aFailingRuleLowersTheScoreOfItsDimension() throws Exception {
        QualityMonitorConfig config = config(PLAN, Watching.SOME_NULLS);
        try (var judge = judge(config)) {
            judge.open();
            tell(judge, told(config, 0, 13, true));
            judge.setProcessingTime(NOW + 13_000);
            QualityScore score = windows(judge, QualityDimension.COMPLETENESS).get(0);
            assertThat(score.getState()).isEqualTo(QualityState.UNHEALTHY);
            QualityCheck nulls = check(score, "countries");
            assertThat(nulls.getOutcome()).isEqualTo(QualityOutcome.FAIL);
            assertThat(nulls.getValue()).isEqualTo(100);
            assertThat(nulls.getFailed()).isEqualTo(10);
            assertThat(nulls.getTotal()).isEqualTo(10);
        }
    }

    @Test
    void aRestoreGoesOnUnderAnotherContract() throws Exception {
        QualityMonitorConfig config = config(PLAN, Watching.SOME_NULLS);
        OperatorSubtaskState snapshot;
        try (var judge = judge(config)) {
            judge.open();
            tell(judge, told(config, 0, 5, true));
            judge.setProcessingTime(NOW + 5_000);
            snapshot = judge.snapshot(1, NOW);
        }
        QualityMonitorConfig changed = config(PLAN, "{metric: nullValues, name: strict, mustBe: 0}");
        try (var judge = judge(changed)) {
            judge.initializeState(snapshot);
            judge.open();
            tell(judge, told(changed, 5, 13, true));
            judge.setProcessingTime(NOW + 13_000);
            QualityScore score = windows(judge, QualityDimension.COMPLETENESS).get(0);
            assertThat(score.getRecords()).isEqualTo(10);
            assertThat(score.getChecks()).noneMatch(check -> check.getRule().equals("countries"));
            assertThat(check(score, "strict").getOutcome()).isEqualTo(QualityOutcome.FAIL);
            // what was counted before the rule was there cannot be held against it
            assertThat(check(score, "id.required").getOutcome()).isEqualTo(QualityOutcome.PASS);
        }
    }

    @Test
    void aDatasetThatIsSilentSinceTheRestartIsLookedAt() throws Exception {
        QualityMonitorConfig config = config(PLAN, Watching.SOME_NULLS);
        OperatorSubtaskState snapshot;
        try (var judge = judge(config)) {
            judge.open();
            tell(judge, told(config, 0, 5, false));
            judge.setProcessingTime(NOW + 5_000);
            snapshot = judge.snapshot(1, NOW);
        }
        try (var judge = judge(config)) {
            judge.initializeState(snapshot);
            judge.setProcessingTime(NOW + 6_000);
            judge.open();
            judge.setProcessingTime(NOW + 60_000);
            List<QualityScore> looks = judge.extractOutputValues().stream()
                    .filter(score -> score.getDimension() == QualityDimension.FRESHNESS)
                    .toList();
            // the reader has not told anything for long: that is not the same as a partition that stands still
            QualityScore last = looks.get(looks.size() - 1);
            assertThat(last.getDataset()).isEqualTo("orders");
            assertThat(last.getState()).isEqualTo(QualityState.UNKNOWN);
            assertThat(last.getScore()).isNull();
        }
    }

    @Test
    void aPartitionThatWasReadToItsEndAndStandsStillIsStale() throws Exception {
        QualityMonitorConfig config = config(PLAN, Watching.SOME_NULLS);
        try (var judge = judge(config);
                var checker = new OneInputStreamOperatorTestHarness<SourceRecord, DatasetNews>(
                        new CheckRecords(config, CheckedOutputs.make()))) {
            judge.open();
            checker.open();
            byte[] value = Watching.bytes(order, Watching.order("a", NOW, 1.0, "DE"));
            checker.processElement(Watching.record("orders", 0, 0, NOW, value), NOW);
            checker.processElement(Watching.record("orders", 1, 0, NOW + 29_000, value), NOW + 29_000);
            checker.processElement(Watching.probe("orders", 0, NOW + 29_500), NOW + 29_500);
            checker.setProcessingTime(NOW + 30_000);
            tell(judge, checker.extractOutputValues());
            judge.setProcessingTime(NOW + 30_000);
            QualityScore look = judge.extractOutputValues().stream()
                    .filter(score -> score.getDimension() == QualityDimension.FRESHNESS)
                    .reduce((a, b) -> b)
                    .orElseThrow();
            assertThat(look.getState()).isEqualTo(QualityState.UNHEALTHY);
            assertThat(look.getChecks())
                    .filteredOn(check -> check.getSubject().equals("partition/0"))
                    .extracting(QualityCheck::getOutcome)
                    .containsExactly(QualityOutcome.FAIL);
            assertThat(look.getChecks())
                    .filteredOn(check -> check.getSubject().equals("partition/1"))
                    .extracting(QualityCheck::getOutcome)
                    .containsExactly(QualityOutcome.PASS);
        }
    }

    @Test
    void historyIsMarkedAsSuch() throws Exception {
        QualityMonitorConfig config = config(PLAN, Watching.SOME_NULLS);
        try (var judge = judge(config);
                var checker = new OneInputStreamOperatorTestHarness<SourceRecord, DatasetNews>(
                        new CheckRecords(config, CheckedOutputs.make()))) {
            judge.open();
            checker.open();
            checker.setProcessingTime(NOW + 3_600_000);
            for (int second = 0; second < 13; second++) {
                long at = NOW + second * 1_000L;
                byte[] value = Watching.bytes(order, Watching.order("o", at, 1.0, "DE"));
                checker.processElement(Watching.record("orders", 0, second, at, value), at);
            }
            checker.getOneInputOperator().prepareSnapshotPreBarrier(1);
            tell(judge, checker.extractOutputValues());
            judge.setProcessingTime(NOW + 3_601_000);
            assertThat(windows(judge, QualityDimension.OVERALL)).isNotEmpty().allMatch(QualityScore::getBackfill);
        }
    }
}
