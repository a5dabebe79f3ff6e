package dev.evenflow.fraud.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.flink.avro.Decoded;
import dev.evenflow.flink.avro.RegistryAvroWriter;
import dev.evenflow.flink.avro.RegistryConnection;
import dev.evenflow.flink.kafka.DeadLetteringDeserializer;
import dev.evenflow.fraud.FraudFeaturesConfig;
import dev.evenflow.fraud.state.FeatureRowTypeInfo;
import dev.evenflow.fraud.state.FeatureSet;
import dev.evenflow.operations.DeadLetter;
import dev.evenflow.operations.RejectionReason;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Changes of a table as they come from its topic: rows, or dead letters with the reason and the very bytes. */
class ChangesFromKafkaTest {
    private static final FeatureSet SET = FraudFeaturesConfig.of(
                    new String[] {
                        "--features",
                        "../../examples/customer-360/customer-profile.yaml",
                        "--source",
                        "unused",
                        "--out",
                        "unused"
                    },
                    Map.of())
            .featureSet();
    private static final Schema ENVELOPE = SET.changelog("crm.public.customers.Envelope");
    private static final int ID = 7;
    private static final long TIME = 1_750_000_000_000L;

    private @Nullable HttpServer registry;
    private @Nullable DeadLetteringDeserializer<FeatureRow> deserializer;

    @BeforeEach
    void open() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String quoted = ENVELOPE.toString().replace("\\", "\\\\").replace("\"", "\\\"");
        server.createContext("/schemas/ids/" + ID, exchange -> {
            byte[] answer = ("{\"schema\": \"" + quoted + "\"}").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/vnd.schemaregistry.v1+json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        registry = server;
        deserializer = new DeadLetteringDeserializer<>(
                        "fraud-features",
                        new RegistryConnection(
                                "http://127.0.0.1:" + server.getAddress().getPort(), Map.of()),
                        ENVELOPE,
                        RowReaders.ofChanges(SET, "customers", 86_400_000),
                        new FeatureRowTypeInfo(SET))
                .withoutTombstones();
        deserializer.open(null);
    }

    @AfterEach
    void close() {
        Objects.requireNonNull(registry).stop(0);
    }

    private static byte[] bytes(String op, @Nullable String customer, long time) throws Exception {
        GenericRecord source =
                new GenericData.Record(ENVELOPE.getField("source").schema());
        for (String text : List.of("version", "connector", "name", "db", "schema", "table")) source.put(text, text);
        source.put("ts_ms", time);
        source.put("lsn", 5L);
        GenericRecord change = new GenericData.Record(ENVELOPE);
        if (customer != null) {
            GenericRecord row = new GenericData.Record(
                    ENVELOPE.getField("after").schema().getTypes().get(1));
            row.put("customer_id", customer);
            row.put("segment", "vip");
            change.put(op.equals("d") ? "before" : "after", row);
        }
        change.put("source", source);
        change.put("op", op);
        return RegistryAvroWriter.generic(ID, ENVELOPE).write(change);
    }

    private List<Decoded<FeatureRow>> read(byte @Nullable [] value) throws Exception {
        List<Decoded<FeatureRow>> out = new ArrayList<>();
        Objects.requireNonNull(deserializer)
                .deserialize(
                        new ConsumerRecord<>(
                                "crm.public.customers",
                                2,
                                41,
                                TIME,
                                org.apache.kafka.common.record.TimestampType.LOG_APPEND_TIME,
                                1,
                                0,
                                new byte[] {1},
                                value,
                                new org.apache.kafka.common.header.internals.RecordHeaders(),
                                java.util.Optional.empty()),
                        new ListCollector<>(out));
        return out;
    }

    @Test
    void aChangeIsARowOfItsKeyAndTimeAndATombstoneNothing() throws Exception {
        FeatureRow row =
                Objects.requireNonNull(read(bytes("u", "ada", TIME)).get(0).value());
        assertThat(row.kind).isEqualTo(FeatureRow.Kind.CHANGE);
        assertThat(row.time).isEqualTo(TIME);
        assertThat(row.getText(SET.plan().layout().slot("customer_id"))).isEqualTo("ada");
        assertThat(row.getText(SET.plan().layout().slot("customer_segment"))).isEqualTo("vip");
        FeatureRow deleted =
                Objects.requireNonNull(read(bytes("d", "ada", TIME)).get(0).value());
        assertThat(deleted.isNull(SET.plan().layout().slot("customer_segment"))).isTrue();
        assertThat(read(null)).isEmpty();
    }

    private void rejected(byte[] value, RejectionReason reason, String... details) throws Exception {
        Decoded<FeatureRow> decoded = read(value).get(0);
        assertThat(decoded.value()).isNull();
        DeadLetter letter = Objects.requireNonNull(decoded.rejected());
        assertThat(letter.getReason()).isEqualTo(reason);
        assertThat(letter.getDetail()).contains(details);
        assertThat(Objects.requireNonNull(letter.getOriginalValue()).array()).isEqualTo(value);
        assertThat(letter.getSourceTopic()).isEqualTo("crm.public.customers");
        assertThat(letter.getSourcePartition()).isEqualTo(2);
        assertThat(letter.getSourceOffset()).isEqualTo(41);
    }

    @Test
    void whatIsNoChangeIsADeadLetterWithItsBytes() throws Exception {
        rejected(bytes("t", "ada", TIME), RejectionReason.INVALID_FIELD, "op", "'t', expected c, u, d or r");
        rejected(bytes("c", "", TIME), RejectionReason.INVALID_FIELD, "customer_id", "empty, expected an id");
        rejected(bytes("d", null, TIME), RejectionReason.INVALID_FIELD, "before", "expected the row");
        rejected(bytes("u", "ada", TIME + 90_000_000), RejectionReason.INVALID_FIELD, "--max-future");
        byte[] whole = bytes("u", "ada", TIME);
        rejected(Arrays.copyOf(whole, whole.length - 9), RejectionReason.TRUNCATED, "schema id 7");
    }
}
