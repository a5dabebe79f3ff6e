package dev.evenflow.platform.quality.page;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.process.ManagedProcess;
import dev.evenflow.platform.topic.RegistrySubjects;
import dev.evenflow.platform.topic.TopicReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Reads one topic of Avro records without end and gives each to a sink: begins near the topic's end, waits for a topic
 * that is not there yet, and comes back after a broker that was away. A record may be given again.
 *
 * @param <T> of the records, in this build's version of the schema
 */
public final class TopicFollower<T extends SpecificRecord> implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int HEADER = 5;

    private final String bootstrap;
    private final RegistrySubjects registry;
    private final String topic;
    private final Schema schema;
    private final long lookBack;
    private final Consumer<T> sink;
    private final Consumer<String> trouble;
    private final Map<Integer, SpecificDatumReader<T>> readers = new HashMap<>();
    private final Thread thread;
    private volatile boolean closed;
    private long undecodable;

    /**
     * @param lookBack offsets before the end of each partition to begin at
     * @param trouble is told what keeps records from coming, in a sentence, and of its end by an empty text
     */
    public TopicFollower(
            String bootstrap,
            RegistrySubjects registry,
            String topic,
            Schema schema,
            long lookBack,
            Consumer<T> sink,
            Consumer<String> trouble) {
        this.bootstrap = bootstrap;
        this.registry = registry;
        this.topic = topic;
        this.schema = schema;
        this.lookBack = lookBack;
        this.sink = sink;
        this.trouble = trouble;
        thread = new Thread(this::follow, "follow-" + topic);
        thread.setDaemon(true);
    }

    public TopicFollower<T> start() {
        thread.start();
        return this;
    }

    private void follow() {
        while (!closed) {
            try (TopicReader reader = new TopicReader(bootstrap, registry, topic).fromLast(lookBack)) {
                trouble.accept("");
                while (!closed) {
                    reader.poll(Long.MAX_VALUE, this::give);
                }
            } catch (PlatformException | KafkaException e) {
                if (!closed) {
                    trouble.accept(String.valueOf(e.getMessage()));
                    pause();
                }
            }
        }
    }

    private void pause() {
        try {
            ManagedProcess.pause(PATIENCE);
        } catch (PlatformException e) {
            // interrupted: close does that
            closed = true;
        }
    }

    private void give(ConsumerRecord<String, byte[]> record) {
        byte[] value = record.value();
        if (value == null || value.length < HEADER || value[0] != 0) {
            skip(record, "no header of the registry");
            return;
        }
        try {
            int id = ByteBuffer.wrap(value, 1, Integer.BYTES).getInt();
            SpecificDatumReader<T> reader = readers.get(id);
            if (reader == null) {
                reader = new SpecificDatumReader<>(registry.byId(id), schema, SpecificData.getForSchema(schema));
                readers.put(id, reader);
            }
            @SuppressWarnings("NullAway") // nothing to reuse
            T decoded =
                    reader.read(null, DecoderFactory.get().binaryDecoder(value, HEADER, value.length - HEADER, null));
            sink.accept(decoded);
        } catch (IOException | RuntimeException e) {
            skip(record, String.valueOf(e.getMessage()));
        }
    }

    private void skip(ConsumerRecord<String, byte[]> record, String why) {
        // one line is enough to look at the others
        if (undecodable++ == 0) {
            System.err.println(topic + " partition " + record.partition() + " offset " + record.offset()
                    + " is skipped, and so will others be without a word: " + why);
        }
    }

    public String topic() {
        return topic;
    }

    @Override
    public void close() {
        closed = true;
        try {
            // an interrupted consumer complains at length
            thread.join(PATIENCE.toMillis() + 1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
