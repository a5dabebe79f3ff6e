package dev.evenflow.flink.kafka;

import dev.evenflow.flink.avro.RegistryAvroWriter;
import java.nio.charset.StandardCharsets;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Writes records of a generated class to one topic under a schema id known from the start. */
public final class SpecificRecordSerialization<T extends SpecificRecord> implements KafkaRecordSerializationSchema<T> {
    private static final long serialVersionUID = 1L;

    private final String topic;
    private final int schemaId;
    private final Class<T> type;
    private final RecordKey<T> key;
    private transient @Nullable RegistryAvroWriter writer;

    public SpecificRecordSerialization(String topic, int schemaId, Class<T> type, RecordKey<T> key) {
        this.topic = topic;
        this.schemaId = schemaId;
        this.type = type;
        this.key = key;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(T record, KafkaSinkContext context, @Nullable Long timestamp) {
        if (writer == null) writer = RegistryAvroWriter.specific(schemaId, type);
        return new ProducerRecord<>(topic, key.of(record).getBytes(StandardCharsets.UTF_8), writer.write(record));
    }
}
