package dev.evenflow.fraud.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.fraud.state.FeatureRowTypeInfo;
import dev.evenflow.fraud.state.FeatureSet;
import dev.evenflow.fraud.state.TestFeatureSets;
import dev.evenflow.operations.LateEvent;
import dev.evenflow.operations.LateKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the first entity's operator does for all: wait, release in order, tell what is late. */
class SettlingTest {
    private static final FeatureSet SET = TestFeatureSets.CARD_FRAUD;
    private static final String ENTITY = "customer";
    private static final RowKey KEY = new RowKey(SET.plan().entity(ENTITY).keySlot());
    private static final int KEY_GROUPS = 16;
    private static final OutputTag<LateEvent> LATE = new OutputTag<>("late", new AvroTypeInfo<>(LateEvent.class));

    private static final OutputTag<FeatureRow> LABELS = new OutputTag<>("labels", new FeatureRowTypeInfo(SET));

    private static final class Harness extends KeyedOneInputStreamOperatorTestHarness<String, FeatureRow, FeatureRow> {
        Harness(long latenessMs, int onHeap, int parallelism, int subtask) throws Exception {
            super(
                    new UpdateEntityFeatures(
                            SET,
                            ENTITY,
                            latenessMs == 0 ? 0 : latenessMs + 1,
                            new SliceKey(1_000),
                            onHeap,
                            HotState.OFF,
                            new UpdateEntityFeatures.Settling(latenessMs, "fraud-labels", LABELS),
                            "transactions",
                            new OutputTag<>("corrections", new FeatureRowTypeInfo(SET)),
                            LATE),
                    KEY,
                    Types.STRING,
                    KEY_GROUPS,
                    parallelism,
                    subtask);
            getStreamConfig()
                    .setupNetworkInputs(new FeatureRowTypeInfo(SET)
                            .createSerializer(getExecutionConfig().getSerializerConfig()));
            setup(new FeatureRowTypeInfo(SET)
                    .createSerializer(getExecutionConfig().getSerializerConfig()));
        }

        List<String> ids() {
            return extractOutputStreamRecords().stream()
                    .map(record -> record.getValue().id())
                    .toList();
        }
    }

    private static Harness harness(long latenessMs) throws Exception {
        return new Harness(latenessMs, 100, 1, 0);
    }

    private static FeatureRow row(String id, long time) {
        FeatureRow row = new FeatureRow(SET.plan().layout());
        row.setId(id);
        row.time = time;
        row.labelledTime = time;
        row.sourcePartition = 3;
        row.sourceOffset = 42;
        row.setText(SET.plan().entity(ENTITY).keySlot(), "customer of " + id);
        return row;
    }

    private static FeatureRow label(String id, long time) {
        FeatureRow label = row(id, time);
        label.kind = FeatureRow.Kind.LABEL;
        return label;
    }

    @ParameterizedTest
    @CsvSource({"100, false", "100, true", "1, false", "1, true"})
    void releasesASliceInOrderWhenTheWatermarkPassesIt(int onHeap, boolean withoutCustomer) throws Exception {
        try (var harness = new Harness(0, onHeap, 1, 0)) {
            harness.open();
            for (FeatureRow row : List.of(row("a", 5_900), row("b", 5_100), row("c", 4_200), row("d", 5_900))) {
                if (withoutCustomer) row.setNull(SET.plan().entity(ENTITY).keySlot());
                harness.processElement(row, row.time);
            }
            harness.processWatermark(5_998);
            assertThat(harness.ids()).containsExactly("c");
            harness.processWatermark(5_999);
            assertThat(harness.ids()).containsExactly("c", "b", "a", "d");
            assertThat(harness.extractOutputStreamRecords())
                    .allSatisfy(record -> assertThat(record.getTimestamp()).isEqualTo(record.getValue().time));
            if (withoutCustomer) assertThat(harness.numKeyedStateEntries()).isZero();
        }
    }

    @Test
    void labelsLeaveByTheirOwnOutputAndAreLateUnderTheirOwnTopic() throws Exception {
        try (var harness = harness(0)) {
            harness.open();
            FeatureRow label = label("labelled", 5_500);
            harness.processElement(label, 5_500);
            assertThat(harness.getSideOutput(LABELS)).isNull();
            harness.processWatermark(5_999);
            assertThat(harness.ids()).isEmpty();
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
            assertThat(harness.ids()).containsExactly("allowed");
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
            assertThat(harness.ids()).containsExactly("waiting");
        }
    }

    /** The bound is one of bytes too. */
    @Test
    void aLargeRowCountsForItsSize() throws Exception {
        try (var harness = new Harness(0, 10, 1, 0)) {
            harness.open();
            FeatureRow large = row("large", 5_100);
            large.setText(SET.plan().entity("device").keySlot(), "d".repeat(20_000));
            harness.processElement(large, 5_100);
            harness.processElement(row("small", 5_200), 5_200);
            assertThat(harness.numEventTimeTimers()).as("rows in state").isOne();
            harness.processWatermark(5_999);
            harness.processElement(row("next", 6_100), 6_100);
            assertThat(harness.numEventTimeTimers())
                    .as("timers of state to expire")
                    .isEqualTo(2);
            assertThat(harness.ids()).containsExactly("large", "small");
        }
    }

    /** Hundreds of rows over checkpoints, restores and other parallelisms; with few on the heap, and with all. */
    @ParameterizedTest
    @CsvSource({"7, false", "7, true", "100000, false", "100000, true"})
    void nothingIsLostOrDoubledWhereverItWaits(int onHeap, boolean rocksDb) throws Exception {
        Random random = new Random(4);
        List<FeatureRow> rows = new ArrayList<>();
        for (int i = 0; i < 900; i++) {
            long time = i * 20L + random.nextInt(4_000);
            FeatureRow row = i % 10 == 0 ? label("label-" + i, time) : row("row-" + i, time);
            row.setText(SET.plan().entity(ENTITY).keySlot(), "customer-" + random.nextInt(40));
            rows.add(row);
        }
        List<FeatureRow> events = new ArrayList<>();
        List<FeatureRow> labels = new ArrayList<>();
        OperatorSubtaskState state = null;
        int[] parallelisms = {1, 3, 2, 1};
        for (int part = 0; part < parallelisms.length; part++) {
            int parallelism = parallelisms[part];
            OperatorSubtaskState[] states = new OperatorSubtaskState[parallelism];
            for (int subtask = 0; subtask < parallelism; subtask++) {
                try (Harness harness = new Harness(0, onHeap, parallelism, subtask)) {
                    if (rocksDb) harness.setStateBackend(new EmbeddedRocksDBStateBackend());
                    if (state != null)
                        harness.initializeState(AbstractStreamOperatorTestHarness.repartitionOperatorState(
                                state, KEY_GROUPS, parallelisms[part - 1], parallelism, subtask));
                    harness.open();
                    for (int i = part * 225; i < part * 225 + 225; i++) {
                        FeatureRow row = rows.get(i);
                        if (subtaskOf(row, parallelism) == subtask) harness.processElement(row.copy(), row.time);
                        if (i % 60 == 59) {
                            harness.snapshot(i, i);
                            harness.processWatermark(i * 20L - 1);
                        }
                    }
                    states[subtask] = harness.snapshot(1_000, 1_000);
                    if (part == parallelisms.length - 1) {
                        harness.processWatermark(Long.MAX_VALUE);
                        assertThat(harness.numEventTimeTimers()).isZero();
                    }
                    harness.extractOutputStreamRecords().forEach(record -> events.add(record.getValue()));
                    if (harness.getSideOutput(LABELS) != null)
                        harness.getSideOutput(LABELS).forEach(record -> labels.add(record.getValue()));
                    assertThat(harness.getSideOutput(LATE)).isNull();
                    inOrderAndAheadOfTheWatermark(harness);
                }
            }
            state = AbstractStreamOperatorTestHarness.repackageState(states);
        }
        assertThat(events.stream().map(FeatureRow::id)).doesNotHaveDuplicates().hasSize(810);
        assertThat(labels.stream().map(FeatureRow::id)).doesNotHaveDuplicates().hasSize(90);
        TreeMap<String, Long> last = new TreeMap<>();
        for (FeatureRow event : events) {
            String customer =
                    String.valueOf(event.getText(SET.plan().entity(ENTITY).keySlot()));
            Long before = last.put(customer, event.time);
            if (before != null) assertThat(event.time).as(customer).isGreaterThanOrEqualTo(before);
        }
    }

    private static int subtaskOf(FeatureRow row, int parallelism) throws Exception {
        return KeyGroupRangeAssignment.assignKeyToParallelOperator(KEY.getKey(row), KEY_GROUPS, parallelism);
    }

    private static void inOrderAndAheadOfTheWatermark(Harness harness) {
        long watermark = Long.MIN_VALUE;
        for (Object out : harness.getOutput()) {
            if (out instanceof Watermark mark) {
                assertThat(mark.getTimestamp()).isGreaterThanOrEqualTo(watermark);
                watermark = mark.getTimestamp();
            } else if (out instanceof StreamRecord<?> record) {
                assertThat(record.getTimestamp()).isGreaterThan(watermark);
            }
        }
    }
}
