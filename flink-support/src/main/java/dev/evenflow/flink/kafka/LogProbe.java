package dev.evenflow.flink.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks, in a thread of its own, whether silent partitions hold records beyond the last one read. Positions come from the
 * reader's thread, findings go back to it through a queue.
 */
final class LogProbe implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogProbe.class);
    private static final Duration POLL = Duration.ofMillis(500);

    private final KafkaConnection kafka;
    private final Duration idle;
    private final Map<TopicPartition, Position> positions = new ConcurrentHashMap<>();
    private final Queue<Finding> findings = new ConcurrentLinkedQueue<>();
    private volatile Runnable onFinding = () -> {};
    private final Thread thread = new Thread(this, "log-probe");
    private volatile boolean closed;

    /**
     * @param next offset after the last record read; negative as Kafka's sources mean it: -2 the beginning, -1 the end
     * @param seenAtNanos when that was
     */
    private record Position(long next, long seenAtNanos) {}

    /** The partition's log held nothing beyond {@code next} at that time. */
    record Finding(TopicPartition partition, long next, long timeMs) {}

    LogProbe(KafkaConnection kafka, Duration idle) {
        this.kafka = kafka;
        this.idle = idle;
        thread.setDaemon(true);
    }

    void start(Runnable toCall) {
        onFinding = toCall;
        thread.start();
    }

    /** To be called for each record read, and when a partition is assigned. */
    void at(TopicPartition partition, long next) {
        positions.put(partition, new Position(next, System.nanoTime()));
    }

    void finished(TopicPartition partition) {
        positions.remove(partition);
    }

    /** The next finding that is still true: nothing was read from the partition since. */
    @Nullable
    Finding poll() {
        for (Finding finding = findings.poll(); finding != null; finding = findings.poll()) {
            Position position = positions.get(finding.partition);
            if (position != null && position.next == finding.next) return finding;
        }
        return null;
    }

    boolean hasFindings() {
        return !findings.isEmpty();
    }

    @Override
    public void run() {
        KafkaConsumer<byte[], byte[]> consumer = null;
        try {
            while (!closed) {
                Thread.sleep(Math.max(200, idle.toMillis() / 4));
                for (Map.Entry<TopicPartition, Position> each : positions.entrySet()) {
                    Position position = each.getValue();
                    if (System.nanoTime() - position.seenAtNanos < idle.toNanos()) continue;
                    if (consumer == null)
                        consumer = new KafkaConsumer<>(
                                kafka.probeProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
                    probe(consumer, each.getKey(), position.next);
                }
            }
        } catch (InterruptedException | InterruptException e) {
            LOG.debug("the log probe ends", e);
        } finally {
            if (consumer != null) consumer.close();
        }
    }

    private void probe(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, long next) {
        try {
            long now = System.currentTimeMillis();
            consumer.assign(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, Long.MAX_VALUE);
            if (next >= 0) consumer.seek(partition, next);
            else if (next == -1) consumer.seek(partition, end);
            else consumer.seekToBeginning(List.of(partition));
            // markers of transactions are passed over without a record
            while (!closed && consumer.position(partition) < end)
                if (!consumer.poll(POLL).isEmpty()) return;
            if (closed) return;
            findings.add(new Finding(partition, next, now));
            onFinding.run();
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            // the source itself says what is wrong with the broker; time just does not go on
            LOG.debug("partition {} could not be probed", partition, e);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
