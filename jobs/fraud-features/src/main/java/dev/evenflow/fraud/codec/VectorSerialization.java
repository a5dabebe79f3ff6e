package dev.evenflow.fraud.codec;

import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.vector.VectorEncoder;
import dev.evenflow.flink.avro.RegistryAvroWriter;
import dev.evenflow.fraud.state.FeatureSet;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows as vectors to a feature topic, in Confluent's wire format: key is the event's id, timestamp the event's time.
 */
public final class VectorSerialization implements KafkaRecordSerializationSchema<FeatureRow> {
    private static final long serialVersionUID = 1L;

    private final FeatureSet set;
    private final String topic;
    private final Emission emission;
    private final byte[] header;
    private final @Nullable Cut cut;
    private transient @Nullable VectorEncoder encoder;

    /** @param cut what another job has written to the topic, which is left out; null for a topic of one's own */
    public VectorSerialization(FeatureSet set, String topic, int schemaId, Emission emission, @Nullable Cut cut) {
        this.set = set;
        this.topic = topic;
        this.emission = emission;
        this.cut = cut;
        this.header = RegistryAvroWriter.header(schemaId);
    }

    @Override
    public @Nullable ProducerRecord<byte[], byte[]> serialize(
            FeatureRow row, KafkaSinkContext context, @Nullable Long timestamp) {
        // nothing is written for null
        if (cut != null && !cut.leaves(row, emission)) return null;
        VectorEncoder open = encoder;
        if (open == null) {
            open = set.plan().vectorEncoder();
            encoder = open;
        }
        byte[] value = open.encode(header, row, emission.of(row));
        return new ProducerRecord<>(topic, null, row.time, row.idBytes(), value);
    }
}
