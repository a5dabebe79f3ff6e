package dev.evenflow.benchmarks;

import dev.evenflow.flink.kafka.SourceRecord;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/**
 * What the sources of the present run read, and when they began and ended. All tasks are in this JVM, so they find it here
 * and nothing is shipped.
 */
final class Feed {
    private static volatile @Nullable Feed current;

    private final InferenceRecords records;
    private final int partitions;
    private final CountDownLatch exhausted;
    private final AtomicLong beganNs = new AtomicLong();
    private final AtomicLong beganCpuNs = new AtomicLong();

    private Feed(InferenceRecords records, int partitions, int sources) {
        this.records = records;
        this.partitions = partitions;
        this.exhausted = new CountDownLatch(sources * partitions);
    }

    /** @param sources streams that read all of the records, each */
    static Feed begin(InferenceRecords records, int partitions, int sources) {
        Feed feed = new Feed(records, partitions, sources);
        current = feed;
        return feed;
    }

    static Feed current() {
        return Objects.requireNonNull(current, "no run has begun");
    }

    InferenceRecords records() {
        return records;
    }

    int partitions() {
        return partitions;
    }

    /** To be called with every number that a source gives out. */
    void given(int number) {
        if (beganNs.get() == 0 && beganNs.compareAndSet(0, System.nanoTime())) beganCpuNs.set(cpuNs());
        if (records.isLast(number, partitions)) exhausted.countDown();
    }

    boolean isExhausted() {
        return exhausted.getCount() == 0;
    }

    long beganNs() {
        return beganNs.get();
    }

    long beganCpuNs() {
        return beganCpuNs.get();
    }

    /** Of the whole process, all threads. */
    static long cpuNs() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /** Numbers of records, one contiguous range for each partition, with the log's time. */
    static DataStream<Long> numbers(StreamExecutionEnvironment environment, int count, String name) {
        return environment.fromSource(
                new NumberSequenceSource(0, count - 1L),
                WatermarkStrategy.<Long>forBoundedOutOfOrderness(Duration.ofSeconds(5))
                        .withTimestampAssigner(
                                (number, before) -> current().records.logTime(number.intValue(), current().partitions)),
                name);
    }

    /** Records as received from one topic. */
    static DataStream<SourceRecord> records(StreamExecutionEnvironment environment, int count, String topic) {
        return numbers(environment, count, "read-" + topic)
                .map(number -> record(topic, number.intValue()))
                .returns(TypeInformation.of(SourceRecord.class));
    }

    private static SourceRecord record(String topic, int number) {
        Feed feed = current();
        feed.given(number);
        return feed.records.record(topic, number, feed.partitions);
    }
}
