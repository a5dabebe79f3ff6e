package dev.evenflow.fraud.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.fraud.RandomPayments;
import dev.evenflow.fraud.state.FeatureRowTypeInfo;
import dev.evenflow.fraud.state.FeatureSet;
import dev.evenflow.fraud.state.TestFeatureSets;
import dev.evenflow.operations.LateEvent;
import dev.evenflow.payments.FraudLabel;
import dev.evenflow.payments.Transaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.Test;

/** The settled operator of one entity, with what waits on its heap taken through checkpoints and other parallelisms. */
class UpdateEntityFeaturesTest {
    private static final FeatureSet SET = TestFeatureSets.CARD_FRAUD;
    private static final String ENTITY = "terminal";
    private static final int KEY_GROUPS = 16;
    private static final RowKey KEY = new RowKey(SET.plan().entity(ENTITY).keySlot());

    private final List<FeatureRow> rows = rows();

    private static List<FeatureRow> rows() {
        RandomPayments payments = new RandomPayments(3, 600, Duration.ofDays(30));
        List<FeatureRow> rows = new ArrayList<>();
        try {
            for (Transaction transaction : payments.transactions)
                rows.add(SET.plan().readEvent(transaction));
            for (FraudLabel label : payments.labels) rows.add(SET.plan().readLabel(label));
        } catch (dev.evenflow.features.plan.InvalidEventException e) {
            throw new IllegalStateException(e);
        }
        rows.sort(Comparator.comparingLong(row -> row.time));
        return rows;
    }

    private static final class Harness extends KeyedOneInputStreamOperatorTestHarness<String, FeatureRow, FeatureRow> {
        Harness(int parallelism, int subtask) throws Exception {
            super(
                    new UpdateEntityFeatures(
                            SET,
                            ENTITY,
                            0,
                            new SliceKey(1),
                            100,
                            HotState.OFF,
                            null,
                            "transactions",
                            new OutputTag<>("corrections", new FeatureRowTypeInfo(SET)),
                            new OutputTag<>("late", new AvroTypeInfo<>(LateEvent.class))),
                    KEY,
                    Types.STRING,
                    KEY_GROUPS,
                    parallelism,
                    subtask);
            setup(new FeatureRowTypeInfo(SET)
                    .createSerializer(getExecutionConfig().getSerializerConfig()));
        }
    }

    private static int subtaskOf(FeatureRow row, int parallelism) {
        return KeyGroupRangeAssignment.assignKeyToParallelOperator(KEY.getKey(row), KEY_GROUPS, parallelism);
    }

    /** Runs rows from an index on; watermarks follow in steps, so that rows always wait on the heap. */
    private void feed(List<Harness> harnesses, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            FeatureRow row = rows.get(i).copy();
            harnesses.get(subtaskOf(row, harnesses.size())).processElement(row, row.time);
            if (i % 50 == 49) for (Harness harness : harnesses) harness.processWatermark(rows.get(i).time - 3_600_000);
        }
    }

    private static List<Harness> start(int parallelism, OperatorSubtaskState... states) throws Exception {
        List<Harness> harnesses = new ArrayList<>();
        OperatorSubtaskState all = states.length == 0 ? null : AbstractStreamOperatorTestHarness.repackageState(states);
        for (int subtask = 0; subtask < parallelism; subtask++) {
            Harness harness = new Harness(parallelism, subtask);
            if (all != null)
                harness.initializeState(AbstractStreamOperatorTestHarness.repartitionOperatorState(
                        all, KEY_GROUPS, Math.max(1, states.length), parallelism, subtask));
            harness.open();
            harnesses.add(harness);
        }
        return harnesses;
    }

    private static void collect(List<Harness> harnesses, Map<String, FeatureRow> into) throws Exception {
        for (Harness harness : harnesses) {
            for (var record : harness.extractOutputStreamRecords()) {
                FeatureRow row = record.getValue();
                assertThat(record.getTimestamp()).isEqualTo(row.time);
                assertThat(row.kind).isEqualTo(FeatureRow.Kind.EVENT);
                // a row without a terminal passes as often as it comes
                if (!KEY.isNull(row))
                    assertThat(into.put(row.id(), row))
                            .as("second row of %s", row.id())
                            .isNull();
            }
            harness.close();
        }
    }

    private Map<String, FeatureRow> run(int before, int after, int stopAt) throws Exception {
        Map<String, FeatureRow> out = new TreeMap<>();
        List<Harness> first = start(before);
        feed(first, 0, stopAt);
        OperatorSubtaskState[] states = new OperatorSubtaskState[before];
        for (int i = 0; i < before; i++) states[i] = first.get(i).snapshot(1, 1);
        collect(first, out);
        List<Harness> second = start(after, states);
        feed(second, stopAt, rows.size());
        for (Harness harness : second) harness.processWatermark(Long.MAX_VALUE);
        collect(second, out);
        return out;
    }

    @Test
    void aRestoreAndAnotherParallelismChangeNothing() throws Exception {
        Map<String, FeatureRow> whole = new TreeMap<>();
        List<Harness> one = start(1);
        feed(one, 0, rows.size());
        one.get(0).processWatermark(Long.MAX_VALUE);
        collect(one, whole);
        assertThat(whole).hasSizeGreaterThan(400);

        assertThat(run(1, 1, 230)).isEqualTo(whole);
        assertThat(run(1, 3, 377)).isEqualTo(whole);
        assertThat(run(3, 2, 115)).isEqualTo(whole);
    }

    @Test
    void equalTimesAreTakenByLabelThenId() throws Exception {
        List<FeatureRow> reversed = new ArrayList<>(rows);
        java.util.Collections.reverse(reversed);
        Map<String, FeatureRow> forward = new TreeMap<>();
        Map<String, FeatureRow> backward = new TreeMap<>();
        for (var run : Map.of(rows, forward, reversed, backward).entrySet()) {
            List<Harness> one = start(1);
            for (FeatureRow row : run.getKey()) one.get(0).processElement(row.copy(), row.time);
            one.get(0).processWatermark(Long.MAX_VALUE);
            collect(one, run.getValue());
        }
        assertThat(backward).isEqualTo(forward);
    }

    @Test
    void stateEndsWithItsTime() throws Exception {
        try (Harness harness = new Harness(1, 0)) {
            harness.open();
            for (FeatureRow row : rows) harness.processElement(row.copy(), row.time);
            harness.processWatermark(rows.get(rows.size() - 1).time);
            assertThat(harness.numKeyedStateEntries()).isPositive();
            harness.processWatermark(
                    rows.get(rows.size() - 1).time + Duration.ofDays(800).toMillis());
            assertThat(harness.numKeyedStateEntries()).isZero();
        }
    }
}
