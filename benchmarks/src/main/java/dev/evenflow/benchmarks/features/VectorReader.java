package dev.evenflow.benchmarks.features;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads vectors as they appear, in a thread of its own, and records how long after its transaction was due each was seen: microseconds, three digits.
 */
final class VectorReader implements AutoCloseable {
    static final long HIGHEST_MICROS = TimeUnit.MINUTES.toMicros(10);
    static final int DIGITS = 3;
    private static final Duration POLL = Duration.ofMillis(100);

    private final SendTimes times;
    /** Of the first transactions nothing is recorded: the code that is measured is still being compiled. */
    private final long recordFromNanos;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Histogram micros = new Histogram(HIGHEST_MICROS, DIGITS);
    private final Thread thread;
    private volatile boolean stopped;
    private final AtomicInteger seen = new AtomicInteger();
    private volatile @Nullable RuntimeException failure;

    VectorReader(CaseRun run, IsolationLevel isolation, SendTimes times, long recordFromNanos) {
        this.times = times;
        this.recordFromNanos = recordFromNanos;
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        run.platform().bootstrap(),
                        "isolation.level",
                        isolation.toString().toLowerCase(Locale.ROOT),
                        "max.poll.records",
                        5_000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = IntStream.range(0, run.load().partitions())
                .mapToObj(partition -> new TopicPartition(run.output(), partition))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        thread = new Thread(this::read, "vectors-" + isolation);
        thread.start();
    }

    private void read() {
        try (consumer) {
            while (!stopped) {
                var records = consumer.poll(POLL);
                long now = System.nanoTime();
                int known = 0;
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    long due = times.due(record.key());
                    if (due != 0) {
                        known++;
                        if (due >= recordFromNanos) {
                            micros.recordValue(Math.max(0, (now - due) / 1_000));
                        }
                    }
                }
                seen.addAndGet(known);
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    /** Waits for the rest and gives what was recorded. */
    Histogram await(int expected, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (seen.get() < expected && failure == null) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(seen.get() + " of " + expected + " vectors came in "
                        + patience.toSeconds() + " s after the last transaction was sent");
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        close();
        RuntimeException problem = failure;
        if (problem != null) {
            throw problem;
        }
        return micros;
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        thread.join();
    }
}
