package dev.evenflow.fraud.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.flink.avro.DirectReader;
import dev.evenflow.flink.avro.RecordReader;
import dev.evenflow.flink.avro.RegistryAvroReader;
import dev.evenflow.flink.avro.RegistryAvroWriter;
import dev.evenflow.flink.avro.RejectedRecordException;
import dev.evenflow.fraud.RandomPayments;
import dev.evenflow.fraud.state.FeatureSet;
import dev.evenflow.fraud.state.TestFeatureSets;
import dev.evenflow.payments.FraudLabel;
import dev.evenflow.payments.Transaction;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows read from bytes are those that Avro's reader and the plan make of the same bytes; what is odd is left to these. */
class RowReadersTest {
    private static final FeatureSet SET = TestFeatureSets.CARD_FRAUD;
    private static final Schema SCHEMA = Transaction.getClassSchema();

    private final MockSchemaRegistryClient registry = new MockSchemaRegistryClient();

    /** Both ways of reading records of one writer's schema. */
    private final class Both {
        final RecordReader<FeatureRow> rows;
        final RegistryAvroReader avro;
        final @Nullable DirectReader<FeatureRow> direct;

        Both(RecordReader<FeatureRow> rows, Schema reader, Schema writer) {
            this.rows = rows;
            this.avro = new RegistryAvroReader(registry, reader);
            this.direct = rows.direct(writer);
        }

        /** The row of that record; null where it is rejected. */
        @Nullable
        FeatureRow decoded(byte[] value) throws Exception {
            try {
                return rows.read(avro.read(value), 3, 77, -1);
            } catch (RejectedRecordException e) {
                return null;
            }
        }

        @Nullable
        FeatureRow direct(byte[] value) throws Exception {
            return Objects.requireNonNull(direct).read(value, RegistryAvroReader.HEADER, 3, 77, -1);
        }
    }

    private int register(Schema schema) throws Exception {
        return registry.register("s" + schema.hashCode() + "-value", new AvroSchema(schema));
    }

    private List<byte[]> transactions(long seed) throws Exception {
        RegistryAvroWriter writer = RegistryAvroWriter.specific(register(SCHEMA), Transaction.class);
        Random random = new Random(seed);
        List<byte[]> records = new ArrayList<>();
        for (Transaction transaction : new RandomPayments(seed, 200, Duration.ofDays(30)).transactions) {
            if (random.nextInt(5) == 0) transaction.setMerchantId("Bäckerei \uD83E\uDD68");
            if (random.nextInt(5) == 0) transaction.setLatitude(random.nextDouble() * 180 - 90);
            if (random.nextInt(5) == 0)
                transaction.setLongitude((random.nextInt(360_000_000) - 180_000_000 + 0.5) / 1e6);
            records.add(writer.write(transaction));
        }
        return records;
    }

    private static byte[] damaged(byte[] record, Random random) {
        byte[] bytes = random.nextInt(5) == 0
                ? Arrays.copyOf(record, RegistryAvroReader.HEADER + random.nextInt(record.length))
                : record.clone();
        for (int n = random.nextInt(3); n >= 0 && bytes.length > RegistryAvroReader.HEADER; n--)
            bytes[RegistryAvroReader.HEADER + random.nextInt(bytes.length - RegistryAvroReader.HEADER)] =
                    (byte) random.nextInt(256);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void transactionsAreTheSameBothWays(long seed) throws Exception {
        Both both = new Both(RowReaders.ofEvents(SET, 0), SCHEMA, SCHEMA);
        Random random = new Random(seed);
        int odd = 0;
        int damagedButRead = 0;
        for (byte[] record : transactions(seed)) {
            FeatureRow direct = both.direct(record);
            assertThat(both.decoded(record)).isNotNull();
            if (direct == null) odd++;
            else assertSame(direct, both.decoded(record));
            for (int i = 0; i < 100; i++) {
                byte[] bytes = damaged(record, random);
                FeatureRow read = both.direct(bytes);
                if (read == null) continue;
                damagedButRead++;
                assertSame(read, both.decoded(bytes));
            }
        }
        // only coordinates half way between two units
        assertThat(odd).isBetween(0, 60);
        assertThat(damagedButRead).isGreaterThan(100);
    }

    @Test
    void labelsAreTheSameBothWays() throws Exception {
        Schema schema = FraudLabel.getClassSchema();
        Both both = new Both(RowReaders.ofLabels(SET, 0), schema, schema);
        RegistryAvroWriter writer = RegistryAvroWriter.specific(register(schema), FraudLabel.class);
        Random random = new Random(9);
        for (FraudLabel label : new RandomPayments(9, 400, Duration.ofDays(30)).labels) {
            byte[] record = writer.write(label);
            assertSame(Objects.requireNonNull(both.direct(record)), both.decoded(record));
            for (int i = 0; i < 50; i++) {
                byte[] bytes = damaged(record, random);
                FeatureRow read = both.direct(bytes);
                if (read != null) assertSame(read, both.decoded(bytes));
            }
        }
    }

    private static void assertSame(FeatureRow direct, @Nullable FeatureRow decoded) {
        assertThat(direct).isEqualTo(decoded);
        assertThat(direct.sourcePartition).isEqualTo(3);
        assertThat(direct.sourceOffset).isEqualTo(77);
    }

    private static Schema changed(String find, String replacement) {
        String json = SCHEMA.toString();
        assertThat(json).contains(find);
        return new Schema.Parser().parse(json.replace(find, replacement));
    }

    private static final String PRODUCER = "{\"name\":\"producer\"";
    private static final String MORE = "{\"name\":\"more\",\"type\":%s}," + PRODUCER;

    private byte[] record(Schema schema) throws Exception {
        GenericRecordBuilder record = new GenericRecordBuilder(schema);
        Transaction from = new RandomPayments(4, 1, Duration.ofDays(1)).transactions.get(0);
        GenericRecord plain = (GenericRecord) new RegistryAvroReader(registry, SCHEMA)
                .read(RegistryAvroWriter.specific(register(SCHEMA), Transaction.class)
                        .write(from));
        for (Schema.Field field : schema.getFields())
            if (SCHEMA.getField(field.name()) != null) record.set(field.name(), plain.get(field.name()));
        if (schema.getField("more") != null)
            record.set("more", schema.getField("more").schema().getType() == Schema.Type.INT ? 7 : List.of("x"));
        return RegistryAvroWriter.generic(register(schema), schema).write(record.build());
    }

    @Test
    void aWritersFurtherFieldIsSkippedAndAMissingOneIsNull() throws Exception {
        Schema more = changed(PRODUCER, MORE.formatted("\"int\""));
        List<Schema.Field> fields = new ArrayList<>();
        for (Schema.Field field : SCHEMA.getFields())
            if (!field.name().equals("device_id")) fields.add(0, new Schema.Field(field, field.schema()));
        Schema fewerAndTurned = Schema.createRecord("Transaction", null, SCHEMA.getNamespace(), false, fields);
        for (Schema writer : List.of(more, fewerAndTurned)) {
            Both both = new Both(RowReaders.ofEvents(SET, 0), SCHEMA, writer);
            byte[] bytes = record(writer);
            assertSame(Objects.requireNonNull(both.direct(bytes)), both.decoded(bytes));
        }
    }

    @Test
    void whatNeedsResolutionIsLeftToAvro() {
        RecordReader<FeatureRow> rows = RowReaders.ofEvents(SET, 0);
        assertThat(rows.direct(SCHEMA)).isNotNull();
        assertThat(rows.direct(changed("\"APPROVED\",\"DECLINED\"", "\"DECLINED\",\"APPROVED\"")))
                .isNull();
        assertThat(rows.direct(changed(PRODUCER, MORE.formatted("{\"type\":\"array\",\"items\":\"string\"}"))))
                .isNull();
    }

    @Test
    void aTimeAheadIsRejectedAsEver() throws Exception {
        RecordReader<FeatureRow> rows = RowReaders.ofEvents(SET, 1_000);
        byte[] record = transactions(5).get(0);
        DirectReader<FeatureRow> direct = Objects.requireNonNull(rows.direct(SCHEMA));
        assertThatThrownBy(() -> direct.read(record, RegistryAvroReader.HEADER, 0, 0, 1_000_000))
                .isInstanceOf(RejectedRecordException.class)
                .hasMessageContaining("--max-future");
    }

    /** A row is three arrays and itself: nothing for fields that are not used, no record, no strings. */
    @Test
    void littleIsAllocated() throws Exception {
        Both both = new Both(RowReaders.ofEvents(SET, 0), SCHEMA, SCHEMA);
        List<byte[]> records = transactions(6);
        records.removeIf(record -> !isAscii(record));
        for (byte[] record : records) both.direct(record);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (byte[] record : records) both.direct(record);
        double perRecord = (double) (threads.getCurrentThreadAllocatedBytes() - before) / records.size();
        assertThat(perRecord).isLessThan(900);
    }

    private static boolean isAscii(byte[] record) {
        return !new String(record, java.nio.charset.StandardCharsets.UTF_8).contains("Bäckerei");
    }
}
