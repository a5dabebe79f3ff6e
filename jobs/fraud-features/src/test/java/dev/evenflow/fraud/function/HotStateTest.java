package dev.evenflow.fraud.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.fraud.RandomPayments;
import dev.evenflow.fraud.state.FeatureRowTypeInfo;
import dev.evenflow.fraud.state.FeatureSet;
import dev.evenflow.fraud.state.TestFeatureSets;
import dev.evenflow.operations.LateEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * State that is kept on the heap and written behind gives what state gives that is read and written for every row: in both
 * operators, with labels, with events out of order, through checkpoints, other parallelisms and expiry.
 */
class HotStateTest {
    private static final FeatureSet SET = TestFeatureSets.CARD_FRAUD;
    private static final String ENTITY = "terminal";
    private static final int KEY_GROUPS = 16;
    private static final RowKey KEY = new RowKey(SET.plan().entity(ENTITY).keySlot());
    private static final long SLACK_MS = Duration.ofHours(6).toMillis();
    private static final OutputTag<FeatureRow> CORRECTIONS =
            new OutputTag<>("corrections", new FeatureRowTypeInfo(SET));

    /** Room for some of the twelve terminals, and for no large header. */
    private static final HotState SMALL = new HotState(1, 1, 11, 1_000);

    private static final HotState FEW_UNWRITTEN = new HotState(1, Long.MAX_VALUE, HotState.SEGMENT_BITS, 3);
    private static final HotState LARGE = HotState.ofHeap(25, 10);

    enum Operator {
        SERVE,
        UPDATE
    }

    private final List<FeatureRow> rows = rows();

    /** Payments and labels in about the order of their times, and the payments again after all state has expired. */
    private static List<FeatureRow> rows() {
        RandomPayments payments = new RandomPayments(5, 700, Duration.ofDays(30));
        List<FeatureRow> rows = new ArrayList<>();
        List<FeatureRow> again = new ArrayList<>();
        try {
            for (var transaction : payments.transactions) {
                rows.add(SET.plan().readEvent(transaction));
                FeatureRow later = SET.plan().readEvent(transaction);
                later.time += Duration.ofDays(800).toMillis();
                again.add(later);
            }
            for (var label : payments.labels) rows.add(SET.plan().readLabel(label));
        } catch (dev.evenflow.features.plan.InvalidEventException e) {
            throw new IllegalStateException(e);
        }
        Random random = new Random(6);
        var arrival = new HashMap<FeatureRow, Long>();
        for (FeatureRow row : rows) arrival.put(row, row.time + random.nextInt((int) SLACK_MS / 2));
        rows.sort(Comparator.comparing(arrival::get));
        again.sort(Comparator.comparingLong(row -> row.time));
        rows.addAll(again);
        return rows;
    }

    private static OneInputStreamOperator<FeatureRow, FeatureRow> operator(Operator operator, HotState hotState) {
        return switch (operator) {
            case SERVE -> new ServeEntityFeatures(SET, ENTITY, SLACK_MS, hotState);
            case UPDATE ->
                new UpdateEntityFeatures(
                        SET,
                        ENTITY,
                        SLACK_MS,
                        new SliceKey(1),
                        100,
                        hotState,
                        null,
                        "transactions",
                        CORRECTIONS,
                        new OutputTag<>("late", new AvroTypeInfo<>(LateEvent.class)));
        };
    }

    private static final class Harness extends KeyedOneInputStreamOperatorTestHarness<String, FeatureRow, FeatureRow> {
        Harness(Operator operator, HotState hotState, int parallelism, int subtask) throws Exception {
            super(operator(operator, hotState), KEY, Types.STRING, KEY_GROUPS, parallelism, subtask);
            setStateBackend(new EmbeddedRocksDBStateBackend());
            setup(new FeatureRowTypeInfo(SET)
                    .createSerializer(getExecutionConfig().getSerializerConfig()));
        }

        /** How many keys have a header in RocksDB. */
        long keysInBackend() {
            var backend = ((AbstractStreamOperator<?>) getOperator()).<String>getKeyedStateBackend();
            try (Stream<String> keys = backend.getKeys(EntityRows.HEADER, VoidNamespace.INSTANCE)) {
                return keys.count();
            }
        }
    }

    /** Harnesses one after the other, each at its parallelism, and all that came out of them, in order for each key. */
    private final class Run {
        final Operator operator;
        final HotState hotState;
        final List<FeatureRow> out = new ArrayList<>();
        List<Harness> harnesses = List.of();
        int fed;

        Run(Operator operator, HotState hotState) {
            this.operator = operator;
            this.hotState = hotState;
        }

        Run at(int parallelism, int untilRow) throws Exception {
            OperatorSubtaskState[] states = new OperatorSubtaskState[harnesses.size()];
            for (int i = 0; i < states.length; i++) states[i] = harnesses.get(i).snapshot(fed, fed);
            close();
            harnesses = new ArrayList<>();
            for (int subtask = 0; subtask < parallelism; subtask++) {
                Harness harness = new Harness(operator, hotState, parallelism, subtask);
                if (states.length > 0)
                    harness.initializeState(AbstractStreamOperatorTestHarness.repartitionOperatorState(
                            AbstractStreamOperatorTestHarness.repackageState(states),
                            KEY_GROUPS,
                            states.length,
                            parallelism,
                            subtask));
                harness.open();
                harnesses.add(harness);
            }
            for (; fed < untilRow; fed++) {
                FeatureRow row = rows.get(fed).copy();
                if (KEY.isNull(row)) continue;
                int subtask =
                        KeyGroupRangeAssignment.assignKeyToParallelOperator(KEY.getKey(row), KEY_GROUPS, parallelism);
                harnesses.get(subtask).processElement(row, row.time);
                if (fed % 20 == 19)
                    for (Harness harness : harnesses) harness.processWatermark(rows.get(fed).time - SLACK_MS);
                if (fed % 150 == 149) for (Harness harness : harnesses) harness.snapshot(fed, fed);
            }
            return this;
        }

        List<FeatureRow> close() throws Exception {
            for (Harness harness : harnesses) {
                harness.extractOutputStreamRecords()
                        .forEach(record -> out.add(record.getValue().copy()));
                var corrections = harness.getSideOutput(CORRECTIONS);
                if (corrections != null)
                    corrections.forEach(record -> out.add(record.getValue().copy()));
                harness.close();
            }
            harnesses = List.of();
            return out;
        }
    }

    @ParameterizedTest
    @EnumSource
    void givesWhatStateReadAndWrittenForEveryRowGives(Operator operator) throws Exception {
        int all = rows.size();
        List<FeatureRow> expected = new Run(operator, HotState.OFF).at(1, all).close();
        assertThat(expected).hasSizeGreaterThan(1_000);
        for (HotState hotState : List.of(SMALL, FEW_UNWRITTEN, LARGE)) {
            assertThat(new Run(operator, hotState).at(1, all).close())
                    .as("%s", hotState)
                    .isEqualTo(expected);
            assertThat(new Run(operator, hotState)
                            .at(1, 200)
                            .at(3, 515)
                            .at(2, all - 300)
                            .at(1, all)
                            .close())
                    .as("%s, with restores", hotState)
                    .containsExactlyInAnyOrderElementsOf(new Run(operator, HotState.OFF)
                            .at(1, 200)
                            .at(3, 515)
                            .at(2, all - 300)
                            .at(1, all)
                            .close());
        }
    }

    @Test
    void headersReachTheBackendAtTheCheckpointOrWhenTheBoundsSayAndLeaveItWithTheirTime() throws Exception {
        for (HotState hotState : List.of(SMALL, FEW_UNWRITTEN, LARGE)) {
            try (Harness harness = new Harness(Operator.SERVE, hotState, 1, 0)) {
                harness.open();
                for (FeatureRow row : rows.subList(0, 145)) if (!KEY.isNull(row)) harness.processElement(row.copy(), 0);
                long before = harness.keysInBackend();
                harness.snapshot(1, 1);
                long after = harness.keysInBackend();
                assertThat(after).isEqualTo(12);
                if (hotState.equals(LARGE)) assertThat(before).isZero();
                else if (hotState.equals(FEW_UNWRITTEN)) assertThat(before).isBetween(9L, 12L);
                else assertThat(before).isBetween(6L, 12L);
                harness.processElement(rows.get(146).copy(), 0);
                harness.processWatermark(
                        rows.get(146).time + Duration.ofDays(799).toMillis());
                harness.snapshot(2, 2);
                assertThat(harness.keysInBackend()).as("%s", hotState).isZero();
            }
        }
    }

    @Test
    void headersAreWrittenInStepsBeforeTheCheckpointThatIsExpected() throws Exception {
        try (Harness harness = new Harness(Operator.SERVE, LARGE, 1, 0)) {
            harness.open();
            harness.setProcessingTime(1_000);
            harness.snapshot(1, 1_000);
            harness.setProcessingTime(6_000);
            harness.snapshot(2, 6_000);
            for (FeatureRow row : rows.subList(0, 145)) if (!KEY.isNull(row)) harness.processElement(row.copy(), 0);
            harness.setProcessingTime(9_940);
            assertThat(harness.keysInBackend()).isZero();
            for (long time = 9_950; time <= 10_000; time += 10) harness.setProcessingTime(time);
            assertThat(harness.keysInBackend()).isBetween(1L, 11L);
            for (long time = 10_010; time <= 10_950; time += 10) harness.setProcessingTime(time);
            assertThat(harness.keysInBackend()).isEqualTo(12);
            harness.setProcessingTime(60_000);
            harness.snapshot(3, 60_000);
            assertThat(harness.keysInBackend()).isEqualTo(12);
        }
    }
}
