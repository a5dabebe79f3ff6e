package dev.evenflow.fraud.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.Slot;
import dev.evenflow.features.spec.SchemaFiles;
import dev.evenflow.fraud.state.FeatureRowTypeInfo;
import dev.evenflow.fraud.state.FeatureSet;
import dev.evenflow.payments.Transaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rocksdb.Statistics;
import org.rocksdb.TickerType;

/** Served and settled attributes of one key, and what is left of it after a delete. */
class AttachAttributesTest {
    private static final Path FILE = Path.of("../../examples/customer-360/customer-profile.yaml");
    private static final long T = 1_750_000_000_000L;
    private static final long WEEK = Duration.ofDays(7).toMillis();

    private FeatureSet set = new FeatureSet("", "", "", null);
    private Slot segment = new Slot(0, "", dev.evenflow.features.row.SlotType.TEXT, 0);
    private Slot customer = segment;

    @BeforeEach
    void featureSet() throws IOException {
        List<String> names = List.of("crm.public.customers.Envelope", "billing.public.accounts.Envelope");
        Map<String, String> envelopes = new java.util.TreeMap<>();
        for (String name : names)
            envelopes.put(
                    name, Objects.requireNonNull(SchemaFiles.beside(FILE, name)).toString());
        set = new FeatureSet(
                FILE.toString(),
                Files.readString(FILE),
                Transaction.getClassSchema().toString(),
                null,
                envelopes);
        segment = set.plan().layout().slot("customer_segment");
        customer = set.plan().layout().slot("customer_id");
    }

    private KeyedTwoInputStreamOperatorTestHarness<String, FeatureRow, FeatureRow, FeatureRow> harness(boolean settles)
            throws Exception {
        var harness = unset(settles);
        setUp(harness);
        harness.open();
        return harness;
    }

    private KeyedTwoInputStreamOperatorTestHarness<String, FeatureRow, FeatureRow, FeatureRow> unset(boolean settles)
            throws Exception {
        RowKey key = new RowKey(customer);
        return new KeyedTwoInputStreamOperatorTestHarness<>(
                new AttachAttributes(set, "customers", new SliceKey(1_000), settles, 0), key, key, Types.STRING);
    }

    private void setUp(KeyedTwoInputStreamOperatorTestHarness<String, FeatureRow, FeatureRow, FeatureRow> harness) {
        harness.setup(new FeatureRowTypeInfo(set).createSerializer(new SerializerConfigImpl()));
    }

    private StreamRecord<FeatureRow> event(long time) {
        FeatureRow row = new FeatureRow(set.plan().layout());
        row.setId("tx-" + time);
        row.time = time;
        row.setText(customer, "ada");
        return new StreamRecord<>(row, time);
    }

    private StreamRecord<FeatureRow> change(long time, @Nullable String value) {
        FeatureRow row = event(time).getValue();
        row.kind = FeatureRow.Kind.CHANGE;
        if (value != null) row.setText(segment, value);
        return new StreamRecord<>(row, time);
    }

    private List<@Nullable String> segments(
            KeyedTwoInputStreamOperatorTestHarness<String, FeatureRow, FeatureRow, FeatureRow> harness) {
        List<@Nullable String> segments = new ArrayList<>();
        for (FeatureRow row : harness.extractOutputValues()) segments.add(row.getText(segment));
        return segments;
    }

    @Test
    void whatIsServedIsWhatHasCome() throws Exception {
        try (var harness = harness(false)) {
            harness.processElement1(event(T + 10));
            harness.processElement2(change(T + 5, "vip"));
            harness.processElement1(event(T + 11));
            // of the future, seen from the event
            harness.processElement2(change(T + 50, "gone"));
            harness.processElement1(event(T + 12));
            assertThat(segments(harness)).containsExactly(null, "vip", "vip");
        }
    }

    @Test
    void whatIsSettledWaitsForBothWatermarks() throws Exception {
        try (var harness = harness(true)) {
            harness.processElement1(event(T + 10));
            harness.processWatermark1(new Watermark(T + 5_000));
            assertThat(harness.extractOutputValues()).isEmpty();
            harness.processElement2(change(T + 20, "later"));
            harness.processElement2(change(T + 5, "vip"));
            harness.processWatermark2(new Watermark(T + 5_000));
            assertThat(segments(harness)).containsExactly("vip");
        }
    }

    @Test
    void ofADeletedRowNothingStays() throws Exception {
        for (boolean settles : new boolean[] {true, false}) {
            try (var harness = harness(settles)) {
                harness.processElement2(change(T, "vip"));
                harness.processElement2(change(T + 5_000, null));
                harness.processBothWatermarks(new Watermark(T + 8_000));
                // an older one that comes late does not bring it back
                harness.processElement2(change(T + 1, "vip"));
                harness.processElement1(event(T + 7_500));
                harness.processBothWatermarks(new Watermark(T + 9_000));
                assertThat(segments(harness)).containsExactly((String) null);
                assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
                harness.processBothWatermarks(new Watermark(T + WEEK + 9_000));
                assertThat(harness.numKeyedStateEntries()).isZero();
            }
        }
    }

    @Test
    void whatWaitsComesInItsOrderAfterARestore() throws Exception {
        OperatorSubtaskState saved;
        try (var harness = harness(true)) {
            for (long time : new long[] {T + 12, T + 10, T + 2_010, T + 11}) harness.processElement1(event(time));
            harness.processElement2(change(T + 11, "vip"));
            saved = harness.snapshot(1, 1);
        }
        try (var harness = unset(true)) {
            setUp(harness);
            harness.initializeState(saved);
            harness.open();
            harness.processElement1(event(T + 13));
            harness.processBothWatermarks(new Watermark(T + 1_500));
            assertThat(harness.extractOutputValues())
                    .extracting(row -> row.time - T)
                    .containsExactly(12L, 10L, 11L, 13L);
            assertThat(segments(harness)).containsExactly("vip", null, "vip", "vip");
            harness.processBothWatermarks(new Watermark(T + 9_000));
            assertThat(harness.extractOutputValues()).hasSize(5);
            assertThat(harness.numEventTimeTimers()).as("to forget the change").isEqualTo(1);
        }
    }

    /** In a slice as long as a backlog wait as many of one key as come. */
    @Test
    void aRowThatWaitsIsWrittenOnceWhateverTheNumber() throws Exception {
        long few = bytesWritten(200);
        long many = bytesWritten(2_000);
        System.out.printf(
                Locale.ROOT, "bytes written to RocksDB: %,d for 200 rows of a slice, %,d for 2,000%n", few, many);
        assertThat(many).isLessThan(12 * few);
    }

    private long bytesWritten(int rows) throws Exception {
        try (Statistics statistics = new Statistics();
                var harness = unset(true)) {
            StateOperationsTest.countWith(statistics, harness);
            setUp(harness);
            harness.open();
            for (int i = 0; i < rows; i++) harness.processElement1(event(T + i % 100));
            harness.processBothWatermarks(new Watermark(T + 5_000));
            assertThat(harness.extractOutputValues()).hasSize(rows);
            return statistics.getTickerCount(TickerType.BYTES_WRITTEN);
        }
    }
}
