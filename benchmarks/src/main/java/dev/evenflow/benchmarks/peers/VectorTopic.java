package dev.evenflow.benchmarks.peers;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Committed vectors of a topic, by transaction id. A second one of the same transaction is an error. */
public final class VectorTopic {
    private static final int HEAD = 1 + Integer.BYTES;
    private static final Duration QUIET = Duration.ofSeconds(2);

    private VectorTopic() {}

    /** Up to so many; what comes while it reads may be missing. */
    public static Map<String, GenericRecord> read(
            String bootstrap, SchemaRegistryClient registry, String topic, int limit) throws IOException {
        Map<String, GenericRecord> vectors = new HashMap<>();
        Map<Integer, GenericDatumReader<GenericRecord>> readers = new HashMap<>();
        Map<String, Object> properties = Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed");
        try (var consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (vectors.size() < limit) {
                var records = consumer.poll(QUIET);
                if (records.isEmpty()) break;
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    GenericRecord vector = decode(record.value(), readers, registry);
                    String id = vector.get("transaction_id").toString();
                    if (vectors.put(id, vector) != null)
                        throw new IllegalStateException("topic " + topic + " has transaction " + id + " twice");
                }
            }
        }
        return vectors;
    }

    private static GenericRecord decode(
            byte[] bytes, Map<Integer, GenericDatumReader<GenericRecord>> readers, SchemaRegistryClient registry)
            throws IOException {
        int id = ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt();
        GenericDatumReader<GenericRecord> reader = readers.get(id);
        if (reader == null) {
            reader = new GenericDatumReader<>(schema(registry, id));
            readers.put(id, reader);
        }
        return reader.read(null, DecoderFactory.get().binaryDecoder(bytes, HEAD, bytes.length - HEAD, null));
    }

    private static Schema schema(SchemaRegistryClient registry, int id) throws IOException {
        try {
            return ((AvroSchema) registry.getSchemaById(id)).rawSchema();
        } catch (RestClientException e) {
            throw new IOException("schema " + id + " of the registry: " + e.getMessage(), e);
        }
    }
}
