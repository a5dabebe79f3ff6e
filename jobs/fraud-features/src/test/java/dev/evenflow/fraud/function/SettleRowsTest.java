package dev.evenflow.fraud.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.fraud.state.FeatureRowTypeInfo;
import dev.evenflow.fraud.state.FeatureSet;
import dev.evenflow.fraud.state.TestFeatureSets;
import dev.evenflow.operations.LateEvent;
import dev.evenflow.operations.LateKind;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.Test;

class SettleRowsTest {
    private static final FeatureSet SET = TestFeatureSets.CARD_FRAUD;
    private static final SliceKey SLICES = new SliceKey(1_000);
    private static final OutputTag<LateEvent> LATE = new OutputTag<>("late", new AvroTypeInfo<>(LateEvent.class));

    private static final OutputTag<FeatureRow> LABELS = new OutputTag<>("labels", new FeatureRowTypeInfo(SET));

    private static KeyedOneInputStreamOperatorTestHarness<Long, FeatureRow, FeatureRow> harness(long latenessMs)
            throws Exception {
        var operator = new KeyedProcessOperator<>(
                new SettleRows(SET, SLICES, latenessMs, "transactions", "fraud-labels", LABELS, LATE));
        var harness = new KeyedOneInputStreamOperatorTestHarness<>(operator, SLICES, Types.LONG);
        harness.getStreamConfig()
                .setupNetworkInputs(new FeatureRowTypeInfo(SET)
                        .createSerializer(harness.getExecutionConfig().getSerializerConfig()));
        harness.setup(new FeatureRowTypeInfo(SET)
                .createSerializer(harness.getExecutionConfig().getSerializerConfig()));
        return harness;
    }

    private static FeatureRow row(String id, long time) {
        FeatureRow row = new FeatureRow(SET.plan().layout());
        row.setId(id);
        row.time = time;
        row.labelledTime = time;
        row.sourcePartition = 3;
        row.sourceOffset = 42;
        return row;
    }

    private static List<String> ids(KeyedOneInputStreamOperatorTestHarness<Long, FeatureRow, FeatureRow> harness) {
        return harness.extractOutputStreamRecords().stream()
                .map(record -> record.getValue().id())
                .toList();
    }

    @Test
    void releasesASliceInOrderWhenTheWatermarkPassesIt() throws Exception {
        try (var harness = harness(0)) {
            harness.open();
            for (FeatureRow row : List.of(row("a", 5_900), row("a", 5_100), row("a", 4_200)))
                harness.processElement(row, row.time);
            harness.processWatermark(5_998);
            assertThat(ids(harness)).containsExactly("a");
            harness.processWatermark(5_999);
            assertThat(harness.extractOutputStreamRecords().stream().map(record -> record.getValue().time))
                    .containsExactly(4_200L, 5_100L, 5_900L);
            assertThat(harness.numKeyedStateEntries()).isZero();
            assertThat(harness.numEventTimeTimers()).isZero();
        }
    }

    @Test
    void labelsLeaveByTheirOwnOutputAndAreLateUnderTheirOwnTopic() throws Exception {
        try (var harness = harness(0)) {
            harness.open();
            FeatureRow label = row("labelled", 5_500);
            label.kind = FeatureRow.Kind.LABEL;
            harness.processElement(label, 5_500);
            harness.processWatermark(5_999);
            assertThat(ids(harness)).isEmpty();
            assertThat(harness.getSideOutput(LABELS)).hasSize(1);
            harness.processElement(label, 5_500);
            LateEvent late = harness.getSideOutput(LATE).peek().getValue();
            assertThat(late.getSourceTopic()).isEqualTo("fraud-labels");
            assertThat(late.getKind()).isEqualTo(LateKind.LABEL);
        }
    }

    @Test
    void passesWhatIsLateButAllowedAndKeepsTheRestApart() throws Exception {
        try (var harness = harness(2_000)) {
            harness.open();
            harness.processWatermark(9_999);
            harness.processElement(row("allowed", 8_000), 8_000);
            harness.processElement(row("late", 7_999), 7_999);
            harness.processElement(row("waiting", 10_500), 10_500);
            assertThat(ids(harness)).containsExactly("allowed");
            ConcurrentLinkedQueue<StreamRecord<LateEvent>> late = harness.getSideOutput(LATE);
            assertThat(late).hasSize(1);
            LateEvent event = late.peek().getValue();
            assertThat(event.getEventId()).isEqualTo("late");
            assertThat(event.getWatermark().toEpochMilli()).isEqualTo(9_999);
            assertThat(event.getAllowedLatenessMs()).isEqualTo(2_000);
            assertThat(event.getSourcePartition()).isEqualTo(3);
            assertThat(event.getSourceOffset()).isEqualTo(42);
        }
    }

    @Test
    void whatWaitsAndWhatIsLateSurviveARestore() throws Exception {
        OperatorSubtaskState snapshot;
        try (var harness = harness(0)) {
            harness.open();
            harness.processWatermark(9_999);
            harness.processElement(row("waiting", 10_500), 10_500);
            snapshot = harness.snapshot(1, 1);
        }
        try (var harness = harness(0)) {
            harness.initializeState(snapshot);
            harness.open();
            harness.processElement(row("late", 9_000), 9_000);
            assertThat(harness.getSideOutput(LATE)).hasSize(1);
            harness.processWatermark(10_999);
            assertThat(ids(harness)).containsExactly("waiting");
        }
    }
}
