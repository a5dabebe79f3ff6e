package dev.evenflow.platform.chaos;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.topic.StandardTopics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads all outputs from their beginning, committed records only, in a thread of its own. A broker that is away is waited for. */
final class OutputWatch implements AutoCloseable {
    private static final int HEADER = 5;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, GenericDatumReader<GenericRecord>> readers = new HashMap<>();
    private final String settled;
    private final String served;
    private final Received received;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final Thread thread = new Thread(this::run, "chaos-outputs");
    private volatile boolean closed;

    /** @param schemas topic → schema that its values were written with */
    OutputWatch(String bootstrap, String featureSet, Map<String, Schema> schemas, int partitions, Received received) {
        this.received = received;
        settled = StandardTopics.settled(featureSet);
        served = StandardTopics.served(featureSet);
        consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "none",
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> all = new ArrayList<>();
        for (String topic : List.of(
                settled,
                served,
                StandardTopics.DEAD_LETTERS,
                StandardTopics.LATE_EVENTS,
                StandardTopics.ARCHIVE_COMMITS)) {
            Schema schema = schemas.get(topic);
            if (schema == null) throw new PlatformException("topic " + topic + " has no schema here");
            readers.put(topic, new GenericDatumReader<>(schema));
            for (int partition = 0; partition < partitions; partition++) all.add(new TopicPartition(topic, partition));
        }
        consumer.assign(all);
        all.forEach(partition -> consumer.seek(partition, 0));
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try (consumer) {
            while (!closed) {
                try {
                    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) take(record);
                } catch (WakeupException e) {
                    return;
                } catch (KafkaException e) {
                    if (!(e instanceof org.apache.kafka.common.errors.RetriableException)) throw e;
                }
            }
        } catch (IOException | RuntimeException e) {
            failure.compareAndSet(null, e);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) throws IOException {
        GenericDatumReader<GenericRecord> reader = readers.get(record.topic());
        if (reader == null) throw new IllegalStateException("nobody asked for topic " + record.topic());
        byte[] value = record.value();
        GenericRecord content =
                reader.read(null, DecoderFactory.get().binaryDecoder(value, HEADER, value.length - HEADER, null));
        if (record.topic().equals(settled)) received.settled(text(content, "transaction_id"));
        else if (record.topic().equals(served)) received.served(text(content, "transaction_id"));
        else if (record.topic().equals(StandardTopics.LATE_EVENTS)) late(content);
        else if (record.topic().equals(StandardTopics.DEAD_LETTERS)) received.letter(letter(content));
        else received.commit(commit(content));
    }

    private void late(GenericRecord late) {
        if (text(late, "kind").equals("EVENT")) received.late(text(late, "event_id"));
        else received.lateLabel();
    }

    private static RecordDigest letter(GenericRecord letter) {
        byte[] key = bytes(letter.get("original_key"));
        return RecordDigest.of(
                text(letter, "source_topic"), key == null ? new byte[0] : key, bytes(letter.get("original_value")));
    }

    private static CommitLedger.Commit commit(GenericRecord commit) {
        List<CommitLedger.Range> ranges = new ArrayList<>();
        for (Object each : (Iterable<?>) commit.get("ranges")) {
            GenericRecord range = (GenericRecord) each;
            ranges.add(new CommitLedger.Range(
                    text(range, "topic"),
                    (Integer) range.get("partition"),
                    number(range, "from_offset"),
                    number(range, "to_offset"),
                    number(range, "records"),
                    number(range, "archived"),
                    number(range, "quarantined"),
                    number(range, "duplicates"),
                    number(range, "pending_before"),
                    number(range, "pending_after")));
        }
        return new CommitLedger.Commit(
                number(commit, "sequence"),
                text(commit, "previous"),
                text(commit, "head"),
                number(commit, "rows"),
                ranges);
    }

    private static String text(GenericRecord record, String field) {
        return String.valueOf(record.get(field));
    }

    private static long number(GenericRecord record, String field) {
        return (Long) record.get(field);
    }

    private static byte @Nullable [] bytes(@Nullable Object value) {
        if (value == null) return null;
        ByteBuffer buffer = (ByteBuffer) value;
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    void throwFailure() {
        Exception exception = failure.get();
        if (exception != null)
            throw new PlatformException("the outputs cannot be read: " + exception.getMessage(), exception);
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
