package dev.evenflow.fraud.codec;

import dev.evenflow.features.plan.FeaturePlan;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.flink.avro.RegistryAvroWriter;
import dev.evenflow.fraud.state.FeatureSet;
import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Writes rows as vectors to a feature topic: key is the event's id, timestamp the event's time. */
public final class VectorSerialization implements KafkaRecordSerializationSchema<FeatureRow> {
    private static final long serialVersionUID = 1L;

    private final FeatureSet set;
    private final String topic;
    private final int schemaId;
    private final Emission emission;
    private transient @Nullable RegistryAvroWriter writer;

    public VectorSerialization(FeatureSet set, String topic, int schemaId, Emission emission) {
        this.set = set;
        this.topic = topic;
        this.schemaId = schemaId;
        this.emission = emission;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            FeatureRow row, KafkaSinkContext context, @Nullable Long timestamp) {
        FeaturePlan plan = set.plan();
        RegistryAvroWriter open = writer;
        if (open == null) {
            open = RegistryAvroWriter.generic(schemaId, plan.vectorSchema());
            writer = open;
        }
        byte[] key = row.id.getBytes(StandardCharsets.UTF_8);
        return new ProducerRecord<>(topic, null, row.time, key, open.write(plan.toVector(row, emission.of(row))));
    }
}
