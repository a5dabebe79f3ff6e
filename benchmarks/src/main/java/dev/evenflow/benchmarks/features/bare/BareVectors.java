package dev.evenflow.benchmarks.features.bare;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Vectors of the feature set's schema with id, time and keys of the row; each feature is 0 (or the empty text), so that all of the vector is written
 * but nothing of it computed.
 */
public final class BareVectors implements KafkaRecordSerializationSchema<BareRow> {
    private static final long serialVersionUID = 1L;

    private final String topic;
    private final int schemaId;
    private final String schemaJson;
    private final String version;
    private transient @Nullable Plan plan;

    /** How the schema's fields behind the keys are written, and the values: read from memory as computed ones would be. */
    private static final class Plan {
        final Schema.Type[] features;
        final long[] longs;
        final double[] doubles;
        final byte[] versionBytes;
        final ByteArrayOutputStream buffer = new ByteArrayOutputStream(1024);
        final BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(buffer, null);

        Plan(Schema schema, int first, byte[] versionBytes) {
            this.features = schema.getFields().stream()
                    .skip(first)
                    .map(field -> field.schema().getTypes().get(1).getType())
                    .toArray(Schema.Type[]::new);
            this.longs = new long[features.length];
            this.doubles = new double[features.length];
            this.versionBytes = versionBytes;
        }
    }

    /** @param schemaJson id, time, keys, emission, version, then features that may be null */
    public BareVectors(String topic, int schemaId, String schemaJson, String version) {
        this.topic = topic;
        this.schemaId = schemaId;
        this.schemaJson = schemaJson;
        this.version = version;
    }

    private Plan plan() {
        Plan made = plan;
        if (made == null) {
            // time, emission and version are not texts of the row
            made = new Plan(
                    new Schema.Parser().parse(schemaJson), BareRow.TEXTS + 3, version.getBytes(StandardCharsets.UTF_8));
            plan = made;
        }
        return made;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(BareRow row, KafkaSinkContext context, @Nullable Long timestamp) {
        Plan open = plan();
        open.buffer.reset();
        open.buffer.write(0);
        open.buffer.write(schemaId >>> 24);
        open.buffer.write(schemaId >>> 16);
        open.buffer.write(schemaId >>> 8);
        open.buffer.write(schemaId);
        try {
            write(row, open);
            open.encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("a record could not be encoded", e);
        }
        return new ProducerRecord<>(topic, null, row.time(), row.copyOf(0), open.buffer.toByteArray());
    }

    private static void write(BareRow row, Plan open) throws IOException {
        BinaryEncoder encoder = open.encoder;
        encoder.writeBytes(row.bytes, row.begin(0), row.end(0) - row.begin(0));
        encoder.writeLong(row.time());
        for (int key = 1; key < BareRow.TEXTS; key++) {
            boolean isNull = row.isNull(key);
            encoder.writeIndex(isNull ? 0 : 1);
            if (!isNull) {
                encoder.writeBytes(row.bytes, row.begin(key), row.end(key) - row.begin(key));
            }
        }
        encoder.writeEnum(1);
        encoder.writeBytes(open.versionBytes, 0, open.versionBytes.length);
        for (int i = 0; i < open.features.length; i++) {
            encoder.writeIndex(1);
            switch (open.features[i]) {
                case LONG -> encoder.writeLong(open.longs[i]);
                case DOUBLE -> encoder.writeDouble(open.doubles[i]);
                case BOOLEAN -> encoder.writeBoolean(open.longs[i] != 0);
                case STRING -> encoder.writeBytes(open.versionBytes, 0, 0);
                default -> throw new IllegalStateException("no such feature type: " + open.features[i]);
            }
        }
    }
}
