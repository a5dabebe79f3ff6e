package dev.evenflow.flink.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenflow.operations.RejectionReason;
import dev.evenflow.payments.Channel;
import dev.evenflow.payments.FraudLabel;
import dev.evenflow.payments.Transaction;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.apache.flink.formats.avro.RegistryAvroDeserializationSchema;
import org.apache.flink.formats.avro.RegistryAvroSerializationSchema;
import org.apache.flink.formats.avro.SchemaCoder;
import org.apache.flink.formats.avro.registry.confluent.ConfluentSchemaRegistryCoder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryAvroReaderTest {
    private static final Schema SCHEMA = Transaction.getClassSchema();

    private final MockSchemaRegistryClient registry = new MockSchemaRegistryClient();
    private final RegistryAvroReader reader = new RegistryAvroReader(registry, SCHEMA);
    private int schemaId;
    private byte[] good = {};

    @BeforeEach
    void register() throws Exception {
        schemaId = registry.register("transactions-value", new AvroSchema(SCHEMA));
        good = RegistryAvroWriter.specific(schemaId, Transaction.class).write(transaction());
    }

    static Transaction transaction() {
        return Transaction.newBuilder()
                .setTransactionId("t-1")
                .setEventTime(Instant.ofEpochMilli(1_700_000_000_123L))
                .setCustomerId("c-ä")
                .setCardId("card-1")
                .setAmount(new BigDecimal("12.3400"))
                .setCurrency("EUR")
                .setChannel(Channel.CHIP)
                .setLatitude(48.5)
                .build();
    }

    private RejectedRecordException rejection(byte[] bytes) {
        return catchThrowableOfType(RejectedRecordException.class, () -> reader.read(bytes));
    }

    private RejectionReason reasonFor(byte[] bytes) {
        return rejection(bytes).reason();
    }

    @Test
    void readsWhatTheWriterWrote() throws Exception {
        IndexedRecord read = reader.read(good);
        assertThat(read.get(SCHEMA.getField("transaction_id").pos())).hasToString("t-1");
        assertThat(read.get(SCHEMA.getField("customer_id").pos())).hasToString("c-ä");
        assertThat(read.get(SCHEMA.getField("event_time").pos())).isEqualTo(1_700_000_000_123L);
        assertThat(read.get(SCHEMA.getField("amount").pos()))
                .isEqualTo(ByteBuffer.wrap(
                        new BigDecimal("12.3400").unscaledValue().toByteArray()));
        assertThat(read.get(SCHEMA.getField("channel").pos())).hasToString("CHIP");
    }

    @Test
    void flinksOwnSchemasReadOurBytesAndWriteTheSameOnes() throws Exception {
        SchemaCoder.SchemaCoderProvider coder = () -> new ConfluentSchemaRegistryCoder("transactions-value", registry);
        var flinksReader = new RegistryAvroDeserializationSchema<>(GenericRecord.class, SCHEMA, coder);
        GenericRecord theirs = flinksReader.deserialize(good);
        assertThat(theirs).isEqualTo(reader.read(good));
        var flinksWriter = new RegistryAvroSerializationSchema<>(GenericRecord.class, SCHEMA, coder);
        assertThat(flinksWriter.serialize(theirs)).isEqualTo(good);
    }

    @Test
    void namesEachKindOfGarbage() throws Exception {
        assertThat(reasonFor(null)).isEqualTo(RejectionReason.NULL_VALUE);
        assertThat(reasonFor(new byte[0])).isEqualTo(RejectionReason.TRUNCATED);
        assertThat(reasonFor(new byte[] {0, 0, 0})).isEqualTo(RejectionReason.TRUNCATED);
        assertThat(reasonFor("{\"json\": true}".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isEqualTo(RejectionReason.WRONG_MAGIC_BYTE);
        assertThat(reasonFor(new byte[1 << 20])).isIn(RejectionReason.UNKNOWN_SCHEMA_ID);
        byte[] unknown = good.clone();
        unknown[1] = 99;
        assertThat(reasonFor(unknown)).isEqualTo(RejectionReason.UNKNOWN_SCHEMA_ID);
        byte[] longer = Arrays.copyOf(good, good.length + 3);
        assertThat(reasonFor(longer)).isEqualTo(RejectionReason.TRAILING_BYTES);
        for (int length = 5; length < good.length; length++)
            assertThat(reasonFor(Arrays.copyOf(good, length))).isEqualTo(RejectionReason.TRUNCATED);
        int labels = registry.register("fraud-labels-value", new AvroSchema(FraudLabel.getClassSchema()));
        byte[] wrongType = good.clone();
        wrongType[4] = (byte) labels;
        RejectedRecordException problem = rejection(wrongType);
        assertThat(problem.reason()).isEqualTo(RejectionReason.INCOMPATIBLE_SCHEMA);
        assertThat(problem.detail()).contains("FraudLabel").contains("Transaction");
    }

    @Test
    void aCorruptLengthAllocatesNothing() {
        byte[] corrupt = Arrays.copyOf(good, 40);
        // the id's length: two gigabytes
        byte[] two = {(byte) 0xFE, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F};
        System.arraycopy(two, 0, corrupt, 5, two.length);
        rejection(corrupt);
        long before = allocated();
        RejectedRecordException problem = rejection(corrupt);
        assertThat(allocated() - before).isLessThan(1 << 20);
        assertThat(problem.reason()).isEqualTo(RejectionReason.TRUNCATED);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void randomBytesAreOnlyEverRejected(long seed) throws IOException {
        Random random = new Random(seed);
        int read = 0;
        long before = allocated();
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes;
            if (random.nextBoolean()) {
                bytes = good.clone();
                for (int n = random.nextInt(4); n >= 0; n--)
                    bytes[5 + random.nextInt(bytes.length - 5)] = (byte) random.nextInt(256);
            } else {
                bytes = new byte[5 + random.nextInt(200)];
                random.nextBytes(bytes);
                System.arraycopy(good, 0, bytes, 0, 5);
            }
            try {
                reader.read(bytes);
                read++;
            } catch (RejectedRecordException e) {
                assertThat(e.detail()).isNotBlank();
            }
        }
        assertThat(read).isGreaterThan(0);
        // a few kilobytes for each attempt, never what a length promised
        assertThat(allocated() - before).isLessThan(20_000L * 32_000);
    }

    @Test
    void asksTheRegistryOnceForAnUnknownId() {
        AtomicInteger asked = new AtomicInteger();
        var counting = new MockSchemaRegistryClient() {
            @Override
            public io.confluent.kafka.schemaregistry.ParsedSchema getSchemaById(int id)
                    throws IOException, io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException {
                asked.incrementAndGet();
                return super.getSchemaById(id);
            }
        };
        RegistryAvroReader forgetful = new RegistryAvroReader(counting, SCHEMA);
        byte[] unknown = {0, 0, 0, 1, 0, 1, 2, 3};
        for (int i = 0; i < 100; i++)
            assertThatThrownBy(() -> forgetful.read(unknown)).isInstanceOf(RejectedRecordException.class);
        assertThat(asked).hasValue(1);
    }

    @Test
    void aRegistryThatDoesNotAnswerIsNotGarbage() {
        AtomicInteger asked = new AtomicInteger();
        var down = new MockSchemaRegistryClient() {
            @Override
            public io.confluent.kafka.schemaregistry.ParsedSchema getSchemaById(int id) throws IOException {
                asked.incrementAndGet();
                throw new java.net.ConnectException("refused");
            }
        };
        RegistryAvroReader patient = new RegistryAvroReader(down, SCHEMA);
        assertThatThrownBy(() -> patient.read(good)).isInstanceOf(IOException.class);
        assertThat(asked.get()).isGreaterThan(1);
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    @Test
    void aRecordThatNoDeadLetterCouldHoldIsRefusedByItsSizeAndCut() {
        byte[] huge = Arrays.copyOf(good, RegistryAvroReader.LARGEST + 1);
        assertThat(RegistryAvroReader.schemaId(huge)).isEqualTo(RegistryAvroReader.NO_ID);
        RejectedRecordException refused = rejection(huge);
        assertThat(refused.reason()).isEqualTo(RejectionReason.TOO_LARGE);
        assertThat(refused.detail()).contains(huge.length + " bytes", "at most " + RegistryAvroReader.LARGEST);
        ByteBuffer kept = DeadLetters.of("job", refused, "transactions", 0, 7, 0, null, huge)
                .getOriginalValue();
        assertThat(kept.remaining()).isEqualTo(DeadLetters.KEPT_OF_LARGEST);
        assertThat(kept.get(4)).isEqualTo(good[4]);

        byte[] largest = Arrays.copyOf(good, RegistryAvroReader.LARGEST);
        assertThat(rejection(largest).reason()).isEqualTo(RejectionReason.TRAILING_BYTES);
        assertThat(DeadLetters.of("job", refused, "transactions", 0, 7, 0, null, largest)
                        .getOriginalValue()
                        .remaining())
                .isEqualTo(largest.length);
    }
}
