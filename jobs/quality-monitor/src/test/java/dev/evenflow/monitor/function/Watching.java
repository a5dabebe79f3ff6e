package dev.evenflow.monitor.function;

import dev.evenflow.flink.kafka.SourceRecord;
import dev.evenflow.monitor.QualityMonitorConfig;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/** Two watched topics, orders and payments, with contracts in files, for tests. */
public final class Watching {
    public static final Schema ORDER = SchemaBuilder.record("Order")
            .fields()
            .requiredString("id")
            .name("at")
            .type(LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG)))
            .noDefault()
            .optionalDouble("amount")
            .optionalString("country")
            .endRecord();

    private static final String HEAD =
            """
            apiVersion: v3.0.2
            kind: DataContract
            id: TOPIC
            name: TOPIC
            version: 1.0.0
            status: active
            customProperties:
              - {property: eventTime, value: at}
            schema:
              - name: Order
                physicalName: TOPIC
                logicalType: object
                properties:
                  - {name: id, logicalType: string, required: true}
                  - {name: at, logicalType: date, physicalType: "long (timestamp-millis)", required: true}
                  - {name: amount, logicalType: number, logicalTypeOptions: {minimum: 0}}
                  - name: country
                    logicalType: string
                    quality: [COUNTRY]
                quality:
            """;

    /** Rules of orders, as lines of a contract. */
    public static final String RULES =
            """
            - {type: custom, name: fresh, engine: evenflow, implementation: {rule: freshness, per: partition, clock: arrival, mustBeLessThan: 20, unit: s}}
            - {type: custom, name: pairs, engine: evenflow, implementation: {rule: reconciliation, with: payments, key: id, within: 10s, mustBeLessThan: 1, unit: percent}}
            """;

    public static final String SOME_NULLS = "{metric: nullValues, name: countries, mustBeLessThan: 50, unit: percent}";

    private Watching() {}

    /**
     * @param country the rule of the field country of orders
     * @param rules of whole orders
     */
    public static QualityMonitorConfig config(
            Path directory, String registry, String datasets, String country, String rules) throws IOException {
        contract(directory, "orders", country, rules);
        contract(directory, "payments", SOME_NULLS, "- {metric: rowCount, name: some, mustBeGreaterThan: 0}\n");
        Path plan = directory.resolve("quality.yaml");
        Files.writeString(
                plan,
                "monitor: test\ndefaults: {window: 10s, disorder: 1s, lateness: 60s, backfill-after: 10m}\ndatasets:\n"
                        + datasets.indent(2));
        String[] args = {
            "--quality",
            plan.toString(),
            "--contracts",
            directory.toString(),
            "--kafka.bootstrap",
            "none:1",
            "--registry.url",
            registry
        };
        return QualityMonitorConfig.of(args, Map.of());
    }

    private static void contract(Path directory, String topic, String country, String rules) throws IOException {
        Files.writeString(
                directory.resolve(topic + ".odcs.yaml"),
                HEAD.replace("TOPIC", topic).replace("COUNTRY", country) + rules.indent(6));
    }

    public static GenericRecord order(String id, long atMs, @Nullable Double amount, @Nullable String country) {
        GenericRecord order = new GenericData.Record(ORDER);
        order.put("id", id);
        order.put("at", atMs);
        order.put("amount", amount);
        order.put("country", country);
        return order;
    }

    public static SourceRecord record(String topic, int partition, long offset, long logMs, byte[] value) {
        return new SourceRecord(topic, partition, offset, logMs, null, value);
    }

    /** That a partition was read to its end. */
    public static SourceRecord probe(String topic, int partition, long atMs) {
        return new SourceRecord(topic, partition, -1, atMs, null, null);
    }

    /** In Confluent's wire format. */
    public static byte[] bytes(int schemaId, GenericRecord record) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(0);
        out.writeInt(schemaId);
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }
}
