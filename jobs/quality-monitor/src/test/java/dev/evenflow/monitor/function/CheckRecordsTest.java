package dev.evenflow.monitor.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.flink.kafka.SourceRecord;
import dev.evenflow.monitor.codec.DatasetNews;
import dev.evenflow.monitor.codec.PairedRecord;
import dev.evenflow.quality.event.QualityViolation;
import dev.evenflow.quality.event.QuarantinedRecord;
import dev.evenflow.quality.window.PartitionNews;
import dev.evenflow.quality.window.WindowProfile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.stream.Collectors;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckRecordsTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final String PLAIN = "- {topic: orders}\n- {topic: payments}\n";

    private final CheckedOutputs tags = CheckedOutputs.make();

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

    private OneInputStreamOperatorTestHarness<SourceRecord, DatasetNews> harness(String datasets) throws Exception {
        return harness(datasets, Watching.SOME_NULLS);
    }

    private OneInputStreamOperatorTestHarness<SourceRecord, DatasetNews> harness(String datasets, String country)
            throws Exception {
        var harness = new OneInputStreamOperatorTestHarness<SourceRecord, DatasetNews>(
                new CheckRecords(Watching.config(directory, registry.url(), datasets, country, Watching.RULES), tags));
        harness.open();
        harness.setProcessingTime(NOW);
        harness.getOutput().clear();
        return harness;
    }

    private void send(
            OneInputStreamOperatorTestHarness<SourceRecord, DatasetNews> harness, long offset, GenericRecord record)
            throws Exception {
        harness.processElement(
                Watching.record("orders", 0, offset, NOW + offset, Watching.bytes(order, record)), NOW + offset);
    }

    private static <T> List<T> side(
            OneInputStreamOperatorTestHarness<SourceRecord, DatasetNews> harness, OutputTag<T> tag) {
        Queue<StreamRecord<T>> records = harness.getSideOutput(tag);
        return records == null
                ? List.of()
                : records.stream().map(StreamRecord::getValue).toList();
    }

    private static List<DatasetNews> news(
            OneInputStreamOperatorTestHarness<SourceRecord, DatasetNews> harness, DatasetNews.Kind kind) {
        return harness.extractOutputValues().stream()
                .filter(each -> each.kind() == kind)
                .toList();
    }

    private static List<String> rules(QuarantinedRecord record) {
        return record.getViolations().stream().map(QualityViolation::getRule).toList();
    }

    @Test
    void recordsAreCountedInTheirWindowsAndGoOnWithTheFlush() throws Exception {
        try (var harness = harness(PLAIN)) {
            send(harness, 0, Watching.order("a", NOW, 1.0, "DE"));
            send(harness, 1, Watching.order("b", NOW + 10_000, 2.0, null));
            send(harness, 2, Watching.order("c", NOW - 1, 3.0, "FR"));
            assertThat(harness.extractOutputValues()).isEmpty();
            harness.setProcessingTime(NOW + 1_000);
            List<DatasetNews> windows = news(harness, DatasetNews.Kind.WINDOW);
            assertThat(windows).extracting(DatasetNews::windowStart).containsExactly(NOW - 10_000, NOW, NOW + 10_000);
            assertThat(windows)
                    .allMatch(window -> WindowProfile.fromBytes(window.body()).records() == 1);
            PartitionNews partition = PartitionNews.fromBytes(
                    news(harness, DatasetNews.Kind.PARTITION).get(0).body());
            assertThat(partition.nextOffset()).isEqualTo(3);
            assertThat(partition.records()).isEqualTo(3);
            assertThat(partition.latestEventTime()).isEqualTo(NOW + 10_000);
            assertThat(partition.quiet()).isFalse();
            // windows before partitions: what ends a window must not overtake what is in it
            assertThat(harness.extractOutputValues().stream()
                            .map(DatasetNews::kind)
                            .collect(Collectors.toList()))
                    .endsWith(DatasetNews.Kind.PARTITION);
        }
    }

    @Test
    void anEventTimeFarAheadOfTheLogEndsNoWindow() throws Exception {
        try (var harness = harness(PLAIN)) {
            send(harness, 0, Watching.order("a", NOW, 1.0, "DE"));
            send(harness, 1, Watching.order("b", NOW + 86_400_000, 2.0, "DE"));
            harness.setProcessingTime(NOW + 1_000);
            List<DatasetNews> windows = news(harness, DatasetNews.Kind.WINDOW);
            assertThat(windows).extracting(DatasetNews::windowStart).containsExactly(NOW);
            assertThat(WindowProfile.fromBytes(windows.get(0).body()).records()).isEqualTo(2);
            assertThat(PartitionNews.fromBytes(news(harness, DatasetNews.Kind.PARTITION)
                                    .get(0)
                                    .body())
                            .latestEventTime())
                    .isEqualTo(NOW);
        }
    }

    @Test
    void whatWasCountedGoesBeforeTheBarrier() throws Exception {
        try (var harness = harness(PLAIN)) {
            send(harness, 0, Watching.order("a", NOW, 1.0, "DE"));
            harness.getOneInputOperator().prepareSnapshotPreBarrier(1);
            assertThat(news(harness, DatasetNews.Kind.WINDOW)).hasSize(1);
            harness.snapshot(1, NOW);
            harness.setProcessingTime(NOW + 1_000);
            assertThat(news(harness, DatasetNews.Kind.WINDOW)).hasSize(1);
        }
    }

    @Test
    void aProbeSaysThatAPartitionIsQuiet() throws Exception {
        try (var harness = harness(PLAIN)) {
            send(harness, 0, Watching.order("a", NOW, 1.0, "DE"));
            harness.processElement(Watching.probe("orders", 0, NOW + 500), NOW + 500);
            harness.setProcessingTime(NOW + 1_000);
            PartitionNews partition = PartitionNews.fromBytes(
                    news(harness, DatasetNews.Kind.PARTITION).get(0).body());
            assertThat(partition.quiet()).isTrue();
            assertThat(partition.lookedAt()).isEqualTo(NOW + 500);
        }
    }

    @Test
    void aRecordThatBreaksItsContractIsQuarantinedAsItCame() throws Exception {
        try (var harness = harness(PLAIN)) {
            GenericRecord bad = Watching.order("a", NOW, -1.0, "DE");
            send(harness, 7, bad);
            send(harness, 8, Watching.order("b", NOW, 1.0, "DE"));
            // a share of nulls is bounded, so a single one is no offence
            send(harness, 9, Watching.order("c", NOW, 1.0, null));
            assertThat(side(harness, tags.rejected())).singleElement().satisfies(record -> {
                assertThat(record.getDataset()).isEqualTo("orders");
                assertThat(record.getSourceOffset()).isEqualTo(7);
                assertThat(record.getOriginalValue()).isEqualTo(ByteBuffer.wrap(Watching.bytes(order, bad)));
                assertThat(rules(record)).hasSize(1);
                assertThat(record.getViolations().get(0).getField()).isEqualTo("amount");
            });
        }
    }

    @Test
    void whatCannotBeReadIsQuarantinedAndCountedWithItsReason() throws Exception {
        try (var harness = harness(PLAIN)) {
            harness.processElement(Watching.record("orders", 0, 0, NOW, new byte[] {9, 9}), NOW);
            harness.processElement(Watching.record("orders", 0, 1, NOW, new byte[] {0, 0, 0, 0, 99, 1}), NOW);
            harness.setProcessingTime(NOW + 1_000);
            WindowProfile window = WindowProfile.fromBytes(
                    news(harness, DatasetNews.Kind.WINDOW).get(0).body());
            assertThat(window.unreadableRecords()).isEqualTo(2);
            assertThat(window.records()).isZero();
            assertThat(side(harness, tags.rejected()))
                    .extracting(record -> record.getViolations().get(0).getDetail())
                    .satisfiesExactly(first -> assertThat(first).contains("first byte 9"), second -> assertThat(second)
                            .contains("no schema id 99"));
        }
    }

    @Test
    void aSchemaThatBreaksTheContractIsOneFindingNotOneForEachField() throws Exception {
        var other = SchemaBuilder.record("Order")
                .fields()
                .requiredString("id")
                .requiredString("amount")
                .endRecord();
        int broken = registry.register(other);
        try (var harness = harness(PLAIN)) {
            GenericRecord record = new GenericData.Record(other);
            record.put("id", "a");
            record.put("amount", "much");
            harness.processElement(Watching.record("orders", 0, 0, NOW, Watching.bytes(broken, record)), NOW);
            assertThat(side(harness, tags.rejected()))
                    .singleElement()
                    .satisfies(each -> assertThat(each.getViolations()).hasSize(1));
            harness.setProcessingTime(NOW + 1_000);
            WindowProfile window = WindowProfile.fromBytes(
                    news(harness, DatasetNews.Kind.WINDOW).get(0).body());
            assertThat(window.unreadableRecords()).isOne();
        }
    }

    @Test
    void aGatePassesWhatKeepsTheContractAsItCame() throws Exception {
        String gated = "{metric: nullValues, name: needed, mustBe: 0, severity: error,"
                + " customProperties: [{property: mode, value: gate}]}";
        try (var harness = harness("- {topic: orders, gate: orders-checked}\n- {topic: payments}\n", gated)) {
            send(harness, 0, Watching.order("a", NOW, 1.0, "DE"));
            send(harness, 1, Watching.order("b", NOW, 1.0, null));
            assertThat(side(harness, tags.passed()))
                    .extracting(SourceRecord::offset)
                    .containsExactly(0L);
            assertThat(side(harness, tags.passed()).get(0).value())
                    .isEqualTo(Watching.bytes(order, Watching.order("a", NOW, 1.0, "DE")));
            assertThat(side(harness, tags.rejected()))
                    .extracting(QuarantinedRecord::getSourceOffset)
                    .containsExactly(1L);
        }
    }

    @Test
    void aContractOnTrialKeepsNothingBack() throws Exception {
        try (var harness = harness("- {topic: orders, gate: orders-checked, shadow: true}\n- {topic: payments}\n")) {
            send(harness, 0, Watching.order("a", NOW, -1.0, "DE"));
            harness.processElement(Watching.record("orders", 0, 1, NOW, new byte[] {9}), NOW);
            assertThat(side(harness, tags.rejected())).isEmpty();
            assertThat(side(harness, tags.passed())).hasSize(2);
        }
    }

    @Test
    void bothSidesOfARuleAcrossTopicsAreTold() throws Exception {
        try (var harness = harness(PLAIN)) {
            byte[] value = Watching.bytes(order, Watching.order("a", NOW, 1.0, "DE"));
            harness.processElement(Watching.record("orders", 0, 5, NOW, value), NOW);
            harness.processElement(Watching.record("payments", 2, 6, NOW + 1, value), NOW + 1);
            List<PairedRecord> sides = side(harness, tags.matches());
            assertThat(sides).extracting(PairedRecord::here).containsExactly(true, false);
            assertThat(sides).extracting(PairedRecord::dataset).containsOnly("orders");
            assertThat(sides).extracting(PairedRecord::rule).containsOnly("pairs");
            assertThat(sides.get(0).key()).isEqualTo(sides.get(1).key());
            assertThat(sides.get(1).partition()).isEqualTo(2);
            assertThat(Objects.requireNonNull(sides.get(1)).logTime()).isEqualTo(NOW + 1);
        }
    }
}
