package dev.evenflow.platform.topic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.access.Access;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads a topic whole or from its end, without a consumer group: committed records only, each decoded with the schema it
 * was written with.
 */
public final class TopicReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final byte MAGIC = 0;

    private final KafkaConsumer<String, byte[]> consumer;
    private final RegistrySubjects registry;
    private final String topic;
    private final Map<Schema, GenericDatumReader<Object>> readers = new IdentityHashMap<>();

    public TopicReader(String bootstrapServers, RegistrySubjects registry, String topic) {
        this.registry = registry;
        this.topic = topic;
        consumer = new KafkaConsumer<>(
                Access.kafka(
                        bootstrapServers,
                        Map.of(
                                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                                "read_committed",
                                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                                false,
                                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                                false,
                                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                                15_000)),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        if (partitions.isEmpty()) {
            consumer.close();
            throw new PlatformException("there is no topic '" + topic + "'; ./evenflow topics lists them");
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Starts at most this many offsets before each partition's end instead of at its beginning. */
    public TopicReader fromLast(long offsets) {
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(consumer.assignment());
        consumer.endOffsets(consumer.assignment())
                .forEach((partition, end) ->
                        consumer.seek(partition, Math.max(begins.getOrDefault(partition, 0L), end - offsets)));
        return this;
    }

    /** Starts anew. */
    public TopicReader fromBeginning() {
        consumer.seekToBeginning(consumer.assignment());
        return this;
    }

    /** Passes over everything that is there now. */
    public TopicReader fromEnd() {
        consumer.seekToEnd(consumer.assignment());
        // the position is looked up lazily, which would skip what comes in between
        consumer.assignment().forEach(consumer::position);
        return this;
    }

    /**
     * Gives the newest records of each partition, at most {@code count}, to the sink, and stands at the end. Offsets are
     * not records (transactions leave markers), so it may take several attempts.
     */
    public void readNewest(int count, Consumer<ConsumerRecord<String, byte[]>> sink) {
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(consumer.assignment());
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        for (long back = count + 16L; ; back *= 8) {
            Map<TopicPartition, Deque<ConsumerRecord<String, byte[]>>> newest = new LinkedHashMap<>();
            boolean whole = true;
            for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
                long begin = begins.getOrDefault(end.getKey(), 0L);
                newest.put(end.getKey(), new ArrayDeque<>());
                consumer.seek(end.getKey(), Math.max(begin, end.getValue() - back));
                whole &= end.getValue() - back <= begin;
            }
            while (!reached(ends)) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                    Deque<ConsumerRecord<String, byte[]>> last = newest.getOrDefault(partition, new ArrayDeque<>());
                    last.addLast(record);
                    if (last.size() > count) {
                        last.removeFirst();
                    }
                }
            }
            if (whole || newest.values().stream().allMatch(records -> records.size() == count)) {
                newest.values().forEach(records -> records.forEach(sink));
                return;
            }
        }
    }

    /** Gives up to {@code max} records to the sink and returns how many: until what is committed now is read. */
    public long readToEnd(long max, Consumer<ConsumerRecord<String, byte[]>> sink) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        long read = 0;
        while (read < max && !reached(ends)) {
            read += poll(max - read, sink);
        }
        return read;
    }

    /** What has arrived since the last call, without waiting for more. */
    public long readArrived(Consumer<ConsumerRecord<String, byte[]>> sink) {
        ConsumerRecords<String, byte[]> records = consumer.poll(Duration.ZERO);
        records.forEach(sink);
        return records.count();
    }

    /** One poll; fewer than {@code max} are given on even if more were fetched. */
    public long poll(long max, Consumer<ConsumerRecord<String, byte[]>> sink) {
        ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
        long given = 0;
        for (ConsumerRecord<String, byte[]> record : records) {
            if (given == max) {
                break;
            }
            sink.accept(record);
            given++;
        }
        return given;
    }

    /** The value as JSON; a value that cannot be decoded as JSON with an {@code undecodable} field that says why. */
    public JsonNode decode(ConsumerRecord<String, byte[]> record) {
        byte[] value = record.value();
        if (value == null) {
            return JsonNodeFactory.instance.nullNode();
        }
        if (value.length < 5 || value[0] != MAGIC) {
            return undecodable(String.format(Locale.ROOT, "%d bytes without the registry's header", value.length));
        }
        int id = ByteBuffer.wrap(value, 1, 4).getInt();
        try {
            Object datum = datum(value);
            return AvroJson.of(registry.byId(id), datum);
        } catch (IOException | RuntimeException e) {
            return undecodable("schema id " + id + ": " + e.getMessage());
        }
    }

    /** The record of a value that has the registry's header and a decodable body, without logical type conversions. */
    public IndexedRecord record(byte[] value) {
        try {
            return (IndexedRecord) datum(value);
        } catch (IOException e) {
            throw new PlatformException("cannot decode a record of " + topic + ": " + e.getMessage(), e);
        }
    }

    private Object datum(byte[] value) throws IOException {
        Schema schema = registry.byId(ByteBuffer.wrap(value, 1, 4).getInt());
        return readers.computeIfAbsent(schema, GenericDatumReader::new)
                .read(null, DecoderFactory.get().binaryDecoder(value, 5, value.length - 5, null));
    }

    private static JsonNode undecodable(String why) {
        return JsonNodeFactory.instance.objectNode().put("undecodable", why);
    }

    /** A reader of committed records may not pass an open transaction; Kafka's end offset for it stops there too. */
    private boolean reached(Map<TopicPartition, Long> ends) {
        Collection<TopicPartition> partitions = ends.keySet();
        return partitions.stream()
                .allMatch(partition -> consumer.position(partition) >= ends.getOrDefault(partition, 0L));
    }

    /** Partition → the offset of its first record, above 0 where retention has deleted some. */
    public Map<Integer, Long> begins() {
        Map<Integer, Long> begins = new LinkedHashMap<>();
        consumer.beginningOffsets(consumer.assignment())
                .forEach((partition, begin) -> begins.put(partition.partition(), begin));
        return begins;
    }

    /** Partition → the offset that the next record will have, as far as is committed. */
    public Map<Integer, Long> ends() {
        Map<Integer, Long> ends = new LinkedHashMap<>();
        consumer.endOffsets(consumer.assignment()).forEach((partition, end) -> ends.put(partition.partition(), end));
        return ends;
    }

    public String topic() {
        return topic;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
