package dev.evenflow.platform.demo;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.PlatformState;
import dev.evenflow.platform.PlatformStatus;
import dev.evenflow.platform.flink.FlinkRest;
import dev.evenflow.platform.process.ManagedProcess;
import dev.evenflow.platform.process.ProcessRecord;
import dev.evenflow.platform.topic.RegistrySubjects;
import dev.evenflow.platform.topic.StandardTopics;
import dev.evenflow.platform.topic.TopicReader;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads everything that goes into and comes out of the job, as committed, and tells how it goes: a line every few
 * seconds. Stops with an error as soon as a process or the job fails.
 */
final class DemoWatch implements AutoCloseable {
    private static final Duration REPORT_EVERY = Duration.ofSeconds(5);
    private static final int REMEMBERED = 200_000;
    /** Flink's word for "no watermark yet" is the smallest long. */
    private static final double NO_WATERMARK = -1e15;

    private final PlatformHome home;
    private final PlatformState state;
    private final FlinkRest flink;
    private final String jobId;
    private final TopicReader transactions;
    private final TopicReader labels;
    private final TopicReader served;
    private final TopicReader settled;
    private final TopicReader late;
    private final TopicReader dead;

    private final Map<String, Long> arrivals = new LinkedHashMap<>();
    private final Latencies servedAfter = new Latencies(100_000);
    private final VectorPairs pairs;
    private final Counts counts = new Counts();
    private long newestEventTime;

    /** What was read so far. */
    static final class Counts {
        long transactions;
        long labels;
        long served;
        long settled;
        long corrections;
        long late;
        long dead;
    }

    DemoWatch(PlatformHome home, PlatformState state, String jobId, String featureSet, List<String> features) {
        this.home = home;
        this.state = state;
        this.jobId = jobId;
        flink = new FlinkRest(state.flinkUrl());
        RegistrySubjects registry = new RegistrySubjects(state.registryUrl());
        transactions = reader(registry, StandardTopics.TRANSACTIONS);
        labels = reader(registry, StandardTopics.FRAUD_LABELS);
        served = reader(registry, StandardTopics.served(featureSet));
        settled = reader(registry, StandardTopics.settled(featureSet));
        late = reader(registry, StandardTopics.LATE_EVENTS);
        dead = reader(registry, StandardTopics.DEAD_LETTERS);
        pairs = new VectorPairs(features);
    }

    private TopicReader reader(RegistrySubjects registry, String topic) {
        return new TopicReader(state.bootstrapServers(), registry, topic).fromEnd();
    }

    /** @param simulator whose end is an error too */
    void watch(Duration time, ProcessRecord simulator) {
        System.out.printf(
                "%8s %12s %12s %12s %14s %12s %8s %6s%n",
                "seconds", "in/s", "served/s", "settled/s", "watermark", "behind", "late", "dead");
        long begin = System.nanoTime();
        long nextReport = begin + REPORT_EVERY.toNanos();
        long lastReport = begin;
        long[] last = {0, 0, 0};
        while (System.nanoTime() - begin < time.toNanos()) {
            if (readOnce() == 0) {
                ManagedProcess.pause(Duration.ofMillis(20));
            }
            long now = System.nanoTime();
            if (now >= nextReport) {
                requireHealthy(simulator);
                double seconds = (now - lastReport) / 1e9;
                Optional<Long> watermark = watermark();
                System.out.printf(
                        Locale.ROOT,
                        "%8.0f %,12.0f %,12.0f %,12.0f %14s %12s %8d %6d%n",
                        (now - begin) / 1e9,
                        (counts.transactions - last[0]) / seconds,
                        (counts.served - last[1]) / seconds,
                        (counts.settled - last[2]) / seconds,
                        watermark.map(DemoWatch::clock).orElse("-"),
                        watermark
                                .map(millis -> String.format(Locale.ROOT, "%.1f s", (newestEventTime - millis) / 1e3))
                                .orElse("-"),
                        counts.late,
                        counts.dead);
                last = new long[] {counts.transactions, counts.served, counts.settled};
                lastReport = now;
                nextReport = now + REPORT_EVERY.toNanos();
            }
        }
    }

    /** A demonstration of nothing is a failure. */
    void requireResults() {
        if (counts.transactions == 0) {
            throw new PlatformException("the simulator sent nothing: ./evenflow logs simulator");
        }
        if (counts.served + counts.settled == 0) {
            throw new PlatformException(
                    counts.transactions + " transactions went in and nothing came out, " + counts.dead
                            + " are in " + StandardTopics.DEAD_LETTERS + ": " + flink.jobUrl(jobId)
                            + ", ./evenflow logs taskmanager");
        }
    }

    private long readOnce() {
        long read = transactions.readArrived(this::transaction);
        counts.labels += labels.readArrived(record -> {});
        read += served.readArrived(this::servedVector);
        read += settled.readArrived(this::settledVector);
        counts.late += late.readArrived(record -> {});
        counts.dead += dead.readArrived(record -> {});
        return read;
    }

    private void transaction(ConsumerRecord<String, byte[]> record) {
        counts.transactions++;
        try {
            IndexedRecord transaction = transactions.record(record.value());
            String id = transaction
                    .get(transaction.getSchema().getField("transaction_id").pos())
                    .toString();
            long time = (Long) transaction.get(
                    transaction.getSchema().getField("event_time").pos());
            newestEventTime = Math.max(newestEventTime, time);
            arrivals.putIfAbsent(id, record.timestamp());
            if (arrivals.size() > REMEMBERED) {
                arrivals.remove(arrivals.keySet().iterator().next());
            }
        } catch (RuntimeException e) {
            // the simulator may send garbage: it is the job's to refuse it, and is counted among the dead letters
        }
    }

    private void servedVector(ConsumerRecord<String, byte[]> record) {
        counts.served++;
        Long arrival = arrivals.get(record.key());
        if (arrival != null) {
            servedAfter.add(record.timestamp() - arrival);
        }
        pairs.served(record.key(), record.value(), served, settled);
    }

    private void settledVector(ConsumerRecord<String, byte[]> record) {
        IndexedRecord vector = settled.record(record.value());
        if (vector.get(vector.getSchema().getField("emission").pos()).toString().equals("CORRECTION")) {
            counts.corrections++;
        } else {
            counts.settled++;
            pairs.settled(record.key(), record.value(), served, settled);
        }
    }

    /** The event time up to which all stages are complete. */
    private Optional<Long> watermark() {
        double lowest = Double.POSITIVE_INFINITY;
        for (FlinkRest.Vertex vertex : flink.vertices(jobId)) {
            Double value = flink.vertexMetrics(jobId, vertex.id(), "min", List.of("currentInputWatermark"))
                    .get("currentInputWatermark");
            if (value != null && value > NO_WATERMARK) {
                lowest = Math.min(lowest, value);
            }
        }
        return Double.isInfinite(lowest) ? Optional.empty() : Optional.of((long) lowest);
    }

    private void requireHealthy(ProcessRecord simulator) {
        PlatformStatus status = PlatformStatus.of(home, state);
        status.trouble().ifPresent(trouble -> {
            throw new PlatformException("the platform failed during the demo:\n" + trouble);
        });
        if (!simulator.isAlive()) {
            throw new PlatformException("the simulator ended\n"
                    + ManagedProcess.tail(home.log(simulator.name()), home.output(simulator.name())));
        }
        FlinkRest.JobSummary job = flink.job(jobId);
        if (!job.state().equals("RUNNING")) {
            throw new PlatformException("the job is " + job.state() + ":\n" + flink.failureOf(job) + "\n  more: "
                    + flink.jobUrl(jobId) + " and ./evenflow logs taskmanager");
        }
    }

    private static String clock(long millis) {
        return Instant.ofEpochMilli(millis).toString().substring(5, 19).replace('T', ' ');
    }

    Counts counts() {
        return counts;
    }

    VectorPairs pairs() {
        return pairs;
    }

    Latencies servedAfter() {
        return servedAfter;
    }

    @Override
    public void close() {
        for (TopicReader reader : List.of(transactions, labels, served, settled, late, dead)) {
            reader.close();
        }
    }
}
