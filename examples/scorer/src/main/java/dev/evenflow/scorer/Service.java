package dev.evenflow.scorer;

import dev.evenflow.inference.InferenceFeedback;
import dev.evenflow.inference.InferenceRequest;
import dev.evenflow.inference.InferenceResponse;
import dev.evenflow.inference.InferenceStatus;
import dev.evenflow.payments.FraudLabel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads served vectors and labels as committed, publishes inferences and feedback with an idempotent producer, and
 * commits its position once the broker has them: at least once.
 */
final class Service implements AutoCloseable {
    private static final String REQUESTS = "inference-requests";
    private static final String RESPONSES = "inference-responses";
    private static final String FEEDBACK = "inference-feedback";
    private static final String LABELS = "fraud-labels";
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration REPORT_EVERY = Duration.ofSeconds(10);
    private static final int UNREADABLE_SHOWN = 10;

    private final Inferences inferences;
    private final Wire wire;
    private final String features;
    private final KafkaConsumer<String, byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private volatile boolean stopped;
    private long scored;
    private long refused;
    private long fedBack;
    private long unreadable;

    Service(Inferences inferences, Wire wire, String bootstrap, ClientConfig client, String features, String start) {
        this.inferences = inferences;
        this.wire = wire;
        this.features = features;
        wire.require(REQUESTS, InferenceRequest.getClassSchema());
        wire.require(RESPONSES, InferenceResponse.getClassSchema());
        wire.require(FEEDBACK, InferenceFeedback.getClassSchema());
        consumer = new KafkaConsumer<>(
                client.kafka(Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap,
                        ConsumerConfig.GROUP_ID_CONFIG,
                        inferences.deployment(),
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        start,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false,
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        2_000)),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        producer = new KafkaProducer<>(
                client.kafka(Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap,
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        true,
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        "lz4",
                        ProducerConfig.LINGER_MS_CONFIG,
                        5)),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        consumer.subscribe(List.of(features, LABELS));
    }

    /** Until {@link #stop}. */
    void run() {
        long nextReport = System.nanoTime() + REPORT_EVERY.toNanos();
        try {
            while (!stopped) {
                ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
                if (!records.isEmpty()) {
                    score(records.records(features));
                    records.records(LABELS).forEach(this::label);
                    producer.flush();
                    throwFailure();
                    consumer.commitSync();
                }
                if (System.nanoTime() >= nextReport) {
                    report();
                    nextReport = System.nanoTime() + REPORT_EVERY.toNanos();
                }
            }
        } catch (WakeupException e) {
            if (!stopped) {
                throw e;
            }
        }
        report();
    }

    private void score(Iterable<ConsumerRecord<String, byte[]>> records) {
        // vectors of several schema versions may follow each other
        Map<Schema, List<Inferences.Arrived>> batches = new LinkedHashMap<>();
        for (ConsumerRecord<String, byte[]> record : records) {
            try {
                var vector = wire.readGeneric(record.value());
                batches.computeIfAbsent(vector.getSchema(), schema -> new ArrayList<>())
                        .add(new Inferences.Arrived(vector, Instant.ofEpochMilli(record.timestamp())));
            } catch (Wire.UnreadableException e) {
                complain(record, e);
            }
        }
        batches.forEach((schema, arrived) ->
                inferences.infer(schema, arrived, Instant.now()).forEach(this::publish));
    }

    private void publish(Inferences.Inference inference) {
        String id = inference.request().getInferenceId();
        send(REQUESTS, id, inference.request());
        send(RESPONSES, id, inference.response());
        if (inference.response().getStatus() == InferenceStatus.REJECTED) {
            if (refused++ == 0) {
                System.err.println("refused: " + inference.response().getErrorMessage());
            }
        } else {
            scored++;
        }
    }

    private void label(ConsumerRecord<String, byte[]> record) {
        try {
            InferenceFeedback feedback = inferences.feedback(wire.readSpecific(record.value(), FraudLabel.class));
            send(FEEDBACK, feedback.getInferenceId(), feedback);
            fedBack++;
        } catch (Wire.UnreadableException e) {
            complain(record, e);
        }
    }

    private void complain(ConsumerRecord<String, byte[]> record, Wire.UnreadableException why) {
        if (unreadable++ < UNREADABLE_SHOWN) {
            System.err.printf(
                    Locale.ROOT,
                    "skipped %s-%d at offset %d: %s%n",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    why.getMessage());
        }
    }

    private void send(String topic, String key, SpecificRecord value) {
        producer.send(
                new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), wire.write(topic, value)),
                (metadata, exception) -> {
                    if (exception != null) failure.compareAndSet(null, exception);
                });
    }

    private void throwFailure() {
        Exception exception = failure.get();
        if (exception != null) {
            throw new ScorerException("the broker did not take a record: " + exception.getMessage(), exception);
        }
    }

    private void report() {
        System.out.printf(
                Locale.ROOT,
                "%s scored %,d, refused %,d, feedback %,d, unreadable %,d%n",
                Instant.now(),
                scored,
                refused,
                fedBack,
                unreadable);
    }

    /** From another thread: ends {@link #run} after the batch at hand. */
    void stop() {
        stopped = true;
    }

    @Override
    public void close() {
        consumer.close();
        producer.close();
    }
}
