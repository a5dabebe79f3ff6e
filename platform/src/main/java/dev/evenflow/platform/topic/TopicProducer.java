package dev.evenflow.platform.topic;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.access.Access;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** An idempotent producer whose failures are not lost: the next call throws the first of them. */
public final class TopicProducer implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    /** @param largest bytes of the largest record, with key and header */
    public TopicProducer(String bootstrap, int largest) {
        producer = new KafkaProducer<>(
                Access.kafka(
                        bootstrap,
                        Map.of(
                                ProducerConfig.ACKS_CONFIG,
                                "all",
                                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                                true,
                                ProducerConfig.LINGER_MS_CONFIG,
                                20,
                                ProducerConfig.BATCH_SIZE_CONFIG,
                                128 << 10,
                                ProducerConfig.BUFFER_MEMORY_CONFIG,
                                Math.max(64L << 20, 2L * largest),
                                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                                largest,
                                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                                30_000,
                                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                                120_000)),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    public int partitions(String topic) {
        return producer.partitionsFor(topic).size();
    }

    /** @param partition null to let the key decide */
    public void send(String topic, @Nullable Integer partition, byte[] key, byte @Nullable [] value) {
        throwFailure();
        producer.send(new ProducerRecord<>(topic, partition, key, value), (metadata, exception) -> {
            if (exception != null) failure.compareAndSet(null, exception);
        });
    }

    /** Returns when the broker has everything, or throws why it has not. */
    public void flush() {
        producer.flush();
        throwFailure();
    }

    private void throwFailure() {
        Exception exception = failure.get();
        if (exception != null) {
            throw new PlatformException("the broker did not take a record: " + exception.getMessage(), exception);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(30));
    }
}
