package dev.evenflow.monitor.codec;

import dev.evenflow.flink.kafka.SourceRecord;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Passes records on as they came, byte for byte with their key, to the gate topic of theirs. */
public final class GateSerialization implements KafkaRecordSerializationSchema<SourceRecord> {
    private static final long serialVersionUID = 1L;

    private final Map<String, String> gates;

    /** @param gates topic → where its good records go */
    public GateSerialization(Map<String, String> gates) {
        this.gates = Map.copyOf(gates);
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            SourceRecord record, KafkaSinkContext context, @Nullable Long timestamp) {
        String topic = Objects.requireNonNull(gates.get(record.topic()), "only datasets with a gate pass records");
        return new ProducerRecord<>(topic, null, record.timestamp(), record.key(), record.value());
    }
}
