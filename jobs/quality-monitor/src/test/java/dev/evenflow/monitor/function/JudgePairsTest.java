package dev.evenflow.monitor.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.monitor.codec.DatasetNews;
import dev.evenflow.monitor.codec.LedgerNews;
import dev.evenflow.monitor.codec.PairedRecord;
import dev.evenflow.quality.check.CheckResult;
import dev.evenflow.quality.check.Outcome;
import dev.evenflow.quality.contract.Contract;
import dev.evenflow.quality.contract.Rule;
import dev.evenflow.quality.reconcile.PairChecks;
import dev.evenflow.quality.reconcile.PairTally;
import dev.evenflow.quality.reconcile.Place;
import dev.evenflow.quality.skew.ComparedFields;
import dev.evenflow.quality.skew.ComparisonTally;
import dev.evenflow.quality.skew.SkewChecks;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class JudgePairsTest {
    private static final Contract CONTRACT = CrossTopicRules.contracts().get(0);
    private static final Schema SCHEMA = SchemaBuilder.record("Vector")
            .fields()
            .requiredString("id")
            .optionalDouble("amount")
            .endRecord();

    private static KeyedOneInputStreamOperatorTestHarness<Tuple2<String, Long>, PairedRecord, DatasetNews> harness(
            KeyVerdicts verdicts) throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new JudgePairs(verdicts), PairedRecord.KEY, PairedRecord.KEY_TYPE);
    }

    private static void see(
            OneInputStreamOperatorTestHarness<PairedRecord, DatasetNews> harness,
            String rule,
            boolean here,
            long key,
            long atMs,
            byte[] values)
            throws Exception {
        harness.processElement(
                new PairedRecord("vectors", rule, here, key, here ? 1 : 2, 100 + key, atMs, values), atMs);
    }

    private static void see(
            OneInputStreamOperatorTestHarness<PairedRecord, DatasetNews> harness, boolean here, long key, long atMs)
            throws Exception {
        see(harness, "pairs", here, key, atMs, new byte[0]);
    }

    private static byte[] amount(double amount) {
        GenericRecord record = new GenericData.Record(SCHEMA);
        record.put("id", "a");
        record.put("amount", amount);
        return ComparedFields.of(SCHEMA, List.of("amount"), Set.of()).read(record);
    }

    private static PairTally pairs(List<DatasetNews> news) {
        PairTally tally = new PairTally("pairs");
        for (DatasetNews each : news) {
            assertThat(each.dataset()).isEqualTo("vectors");
            assertThat(each.kind()).isEqualTo(DatasetNews.Kind.PAIRS);
            tally.merge(PairTally.fromBytes(each.body()));
        }
        return tally;
    }

    private static Rule rule(String id) {
        return Objects.requireNonNull(CONTRACT.rule(id), id);
    }

    @Test
    void partnersAreMatchedInAnyOrderAndTheMissingAreTold() throws Exception {
        try (var harness = harness(new MatchRecords(CrossTopicRules.contracts()))) {
            harness.open();
            see(harness, true, 1, 0);
            see(harness, false, 1, 500);
            see(harness, false, 2, 600);
            see(harness, true, 2, 700);
            see(harness, true, 3, 800);
            harness.setProcessingTime(5_000);
            PairTally first = pairs(harness.extractOutputValues());
            assertThat(first.here()).isEqualTo(2);
            assertThat(first.hereMissing()).isZero();
            harness.processWatermark(10_799);
            harness.setProcessingTime(6_000);
            assertThat(pairs(harness.extractOutputValues()).here()).isEqualTo(2);
            harness.processWatermark(10_800);
            harness.setProcessingTime(7_000);
            PairTally all = pairs(harness.extractOutputValues());
            assertThat(all.hereMissing()).isOne();
            assertThat(all.examples()).containsExactly(new Place(true, 1, 103));
            CheckResult result = PairChecks.judge(rule("pairs"), all, false);
            assertThat(result.outcome()).isEqualTo(Outcome.FAIL);
            assertThat(result.value()).isEqualTo(20);
            assertThat(result.failed()).isOne();
            assertThat(result.total()).isEqualTo(5);
            assertThat(result.detail())
                    .isEqualTo("1 of 5 records had no partner within 10 s; for example here partition 1 offset 103.");
            harness.processWatermark(30_000);
            assertThat(harness.numKeyedStateEntries()).isZero();
            assertThat(harness.numEventTimeTimers()).isZero();
        }
    }

    @Test
    void nothingArrivesAndNothingIsKnown() throws Exception {
        try (var harness = harness(new MatchRecords(CrossTopicRules.contracts()))) {
            harness.open();
            harness.processWatermark(100_000);
            harness.setProcessingTime(100_000);
            assertThat(harness.extractOutputValues()).isEmpty();
        }
        assertThat(PairChecks.judge(rule("pairs"), null, false).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(PairChecks.judge(rule("labels"), null, false).value()).isNull();
        assertThat(SkewChecks.judge(rule("same"), null, false))
                .singleElement()
                .satisfies(result -> assertThat(result.outcome()).isEqualTo(Outcome.UNKNOWN));
    }

    @Test
    void labelsCountForTheOtherTopicOnly() throws Exception {
        try (var harness = harness(new MatchRecords(CrossTopicRules.contracts()))) {
            harness.open();
            for (int key = 0; key < 10; key++) see(harness, "labels", false, key, 0, new byte[0]);
            see(harness, "labels", true, 1, 5, new byte[0]);
            see(harness, "labels", true, 77, 5, new byte[0]);
            harness.processWatermark(20_000);
            harness.setProcessingTime(2_000);
            PairTally tally =
                    PairTally.fromBytes(harness.extractOutputValues().get(0).body());
            CheckResult result = PairChecks.judge(rule("labels"), tally, false);
            assertThat(result.value()).isEqualTo(10);
            assertThat(result.outcome()).isEqualTo(Outcome.FAIL);
            assertThat(result.detail()).startsWith("9 of 10 records had no label within 10 s");
        }
    }

    @Test
    void noVerdictIsLostOrToldTwiceOverARestore() throws Exception {
        OperatorSubtaskState snapshot;
        PairTally before;
        try (var harness = harness(new MatchRecords(CrossTopicRules.contracts()))) {
            harness.open();
            see(harness, true, 1, 0);
            see(harness, false, 1, 10);
            see(harness, true, 2, 20);
            // What the task does before a barrier goes out.
            ((JudgePairs) harness.getOneInputOperator()).prepareSnapshotPreBarrier(1);
            snapshot = harness.snapshot(1, 1);
            before = pairs(harness.extractOutputValues());
            see(harness, false, 3, 30);
        }
        assertThat(before.here()).isOne();
        assertThat(before.there()).isOne();
        try (var harness = harness(new MatchRecords(CrossTopicRules.contracts()))) {
            harness.initializeState(snapshot);
            harness.open();
            see(harness, false, 2, 40);
            see(harness, false, 1, 50);
            harness.setProcessingTime(2_000);
            PairTally after = pairs(harness.extractOutputValues());
            assertThat(after.here()).isOne();
            assertThat(after.there()).isOne();
            assertThat(after.repeated()).isOne();
            assertThat(after.hereMissing() + after.thereMissing()).isZero();
        }
    }

    @Test
    void theEndOfABoundedInputDrains() throws Exception {
        try (var harness = harness(new MatchRecords(CrossTopicRules.contracts()))) {
            harness.open();
            see(harness, true, 1, 0);
            harness.processWatermark(Long.MAX_VALUE);
            harness.getOneInputOperator().finish();
            assertThat(pairs(harness.extractOutputValues()).hereMissing()).isOne();
        }
    }

    @Test
    void keysOfARuleThatLeftItsContractAreForgotten() throws Exception {
        OperatorSubtaskState snapshot;
        try (var harness = harness(new MatchRecords(CrossTopicRules.contracts()))) {
            harness.open();
            see(harness, true, 1, 0);
            snapshot = harness.snapshot(1, 1);
        }
        try (var harness = harness(new MatchRecords(List.of()))) {
            harness.initializeState(snapshot);
            harness.open();
            see(harness, true, 2, 0);
            harness.processWatermark(20_000);
            assertThat(harness.numKeyedStateEntries()).isZero();
        }
    }

    @Test
    void valuesAreComparedFeatureByFeature() throws Exception {
        try (var harness = harness(new CompareVectors(CrossTopicRules.contracts()))) {
            harness.open();
            for (int key = 0; key < 100; key++) {
                see(harness, "same", true, key, 0, amount(10));
                see(harness, "same", false, key, 1, amount(key < 5 ? 12 : 10.001));
            }
            harness.setProcessingTime(2_000);
            ComparisonTally tally = ComparisonTally.fromBytes(
                    harness.extractOutputValues().get(0).body());
            assertThat(harness.extractOutputValues().get(0).kind()).isEqualTo(DatasetNews.Kind.COMPARISON);
            assertThat(tally.pairs()).isEqualTo(100);
            assertThat(SkewChecks.judge(rule("same"), tally, false))
                    .singleElement()
                    .satisfies(result -> {
                        assertThat(result.subject()).isEqualTo("amount");
                        assertThat(result.outcome()).isEqualTo(Outcome.FAIL);
                        assertThat(result.value()).isEqualTo(5);
                        assertThat(result.detail())
                                .isEqualTo("amount differed from settled in 5 of 100 records, by 2.00000 at most.");
                    });
            harness.processWatermark(20_000);
            assertThat(harness.numKeyedStateEntries()).isZero();
            assertThat(harness.numEventTimeTimers()).isZero();
        }
    }

    @Test
    void messagesAreNoGenericTypes() {
        assertThat(TypeInformation.of(PairedRecord.class).getClass().getSimpleName())
                .isEqualTo("PojoTypeInfo");
        assertThat(TypeInformation.of(LedgerNews.class).getClass().getSimpleName())
                .isEqualTo("PojoTypeInfo");
    }
}
