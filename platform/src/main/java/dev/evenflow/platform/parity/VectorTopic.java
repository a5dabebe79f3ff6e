package dev.evenflow.platform.parity;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.access.Access;
import dev.evenflow.platform.history.KafkaTarget;
import dev.evenflow.platform.topic.RegistrySubjects;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What a job committed to a feature topic up to the moment this was made: each reading ends at the same offsets, unless
 * they are {@linkplain #moveOn moved on}.
 */
final class VectorTopic implements VectorSource, AutoCloseable {
    private static final int HEADER = 5;
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long STALLED_NANOS = Duration.ofSeconds(60).toNanos();

    private final String topic;
    private final RegistrySubjects registry;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private Map<TopicPartition, Long> ends;

    VectorTopic(KafkaTarget target, String topic) {
        this.topic = topic;
        registry = new RegistrySubjects(target.registry());
        consumer = new KafkaConsumer<>(
                Access.kafka(
                        target.bootstrap(),
                        Map.of(
                                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                                "read_committed",
                                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                                false,
                                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                                false,
                                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                                10_000,
                                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                                15_000)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        if (partitions.isEmpty()) {
            consumer.close();
            throw new PlatformException("there is no topic '" + topic + "'; ./evenflow topics lists them");
        }
        consumer.assign(partitions);
        ends = consumer.endOffsets(partitions);
    }

    @Override
    public String name() {
        return "topic " + topic;
    }

    @Override
    public void read(Sink sink) {
        consumer.seekToBeginning(partitions);
        readTo(ends, sink);
    }

    /** Reads what was committed since and makes it part of all later readings. */
    void moveOn(Sink sink) {
        Map<TopicPartition, Long> next = consumer.endOffsets(partitions);
        ends.forEach(consumer::seek);
        readTo(next, sink);
        ends = next;
    }

    private void readTo(Map<TopicPartition, Long> stops, Sink sink) {
        // a reader of committed records never passes an open transaction, and its end offsets stop there too
        Map<TopicPartition, Long> left = new HashMap<>(stops);
        long last = System.nanoTime();
        left.entrySet().removeIf(each -> consumer.position(each.getKey()) >= each.getValue());
        while (!left.isEmpty()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                last = System.nanoTime();
                Long stop = stops.get(new TopicPartition(topic, record.partition()));
                if (stop != null && record.offset() < stop) {
                    accept(record, sink);
                }
            }
            left.entrySet().removeIf(each -> consumer.position(each.getKey()) >= each.getValue());
            if (!left.isEmpty() && System.nanoTime() - last > STALLED_NANOS) {
                throw new PlatformException(
                        "topic " + topic + " gave nothing for 60 s, though not all is read: " + left);
            }
        }
    }

    private void accept(ConsumerRecord<byte[], byte[]> record, Sink sink) {
        byte[] value = record.value();
        if (value == null || value.length < HEADER || value[0] != 0) {
            throw new PlatformException("topic " + topic + ", partition " + record.partition() + ", offset "
                    + record.offset() + ": found " + (value == null ? "null" : value.length + " bytes")
                    + ", expected a vector with the registry's header");
        }
        Schema schema = registry.byId(ByteBuffer.wrap(value, 1, 4).getInt());
        sink.accept(schema, value, HEADER, value.length);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
