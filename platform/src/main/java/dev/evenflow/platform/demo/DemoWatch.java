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
import java.util.ArrayList;
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
    /** Paused for labels, it catches up at its end. */
    private static final Duration SIMULATOR_GRACE = Duration.ofMinutes(2);

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
    private final List<TopicReader> inferences;
    private final List<ProcessRecord> beside = new ArrayList<>();

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
        long requests;
        long responses;
        long feedback;
    }

    /** @param scored whether there is a scorer, whose topics are read too */
    DemoWatch(
            PlatformHome home,
            PlatformState state,
            String jobId,
            String featureSet,
            List<String> features,
            boolean scored) {
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
        inferences = scored
                ? List.of(
                        reader(registry, StandardTopics.INFERENCE_REQUESTS),
                        reader(registry, StandardTopics.INFERENCE_RESPONSES),
                        reader(registry, StandardTopics.INFERENCE_FEEDBACK))
                : List.of();
        pairs = new VectorPairs(features);
    }

    /** A process that must not end while it is watched. */
    void alsoWatch(ProcessRecord process) {
        beside.add(process);
    }

    private TopicReader reader(RegistrySubjects registry, String topic) {
        return new TopicReader(state.bootstrapServers(), registry, topic).fromEnd();
    }

    /** @param ends whether the simulator ends by itself: then that is waited for, else it is an error */
    void watch(Duration time, ProcessRecord simulator, boolean ends) {
        System.out.printf(
                "%8s %10s %10s %10s %10s %14s %10s %6s %6s%n",
                "seconds", "in/s", "served/s", "settled/s", "scored/s", "watermark", "behind", "late", "dead");
        long begin = System.nanoTime();
        long nextReport = begin + REPORT_EVERY.toNanos();
        long lastReport = begin;
        long[] last = {0, 0, 0, 0};
        while (goesOn(System.nanoTime() - begin, time, simulator, ends)) {
            if (readOnce() == 0) {
                ManagedProcess.pause(Duration.ofMillis(20));
            }
            long now = System.nanoTime();
            if (now >= nextReport) {
                requireHealthy();
                if (!ends) {
                    requireAlive(simulator);
                }
                double seconds = (now - lastReport) / 1e9;
                Optional<Long> watermark = watermark();
                System.out.printf(
                        Locale.ROOT,
                        "%8.0f %,10.0f %,10.0f %,10.0f %,10.0f %14s %10s %6d %6d%n",
                        (now - begin) / 1e9,
                        (counts.transactions - last[0]) / seconds,
                        (counts.served - last[1]) / seconds,
                        (counts.settled - last[2]) / seconds,
                        (counts.responses - last[3]) / seconds,
                        watermark.map(DemoWatch::clock).orElse("-"),
                        watermark
                                .map(millis -> String.format(Locale.ROOT, "%.1f s", (newestEventTime - millis) / 1e3))
                                .orElse("-"),
                        counts.late,
                        counts.dead);
                last = new long[] {counts.transactions, counts.served, counts.settled, counts.responses};
                lastReport = now;
                nextReport = now + REPORT_EVERY.toNanos();
            }
        }
    }

    private boolean goesOn(long nanos, Duration time, ProcessRecord simulator, boolean ends) {
        if (!ends) {
            return nanos < time.toNanos();
        }
        if (nanos > time.plus(SIMULATOR_GRACE).toNanos()) {
            throw new PlatformException("the simulator goes on for longer than " + time.toSeconds() + " s by more than "
                    + SIMULATOR_GRACE.toSeconds() + " s: this machine is too slow for its rate; try a smaller --rate");
        }
        return simulator.isAlive();
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

    long readOnce() {
        long read = transactions.readArrived(this::transaction);
        counts.labels += labels.readArrived(record -> {});
        read += served.readArrived(this::servedVector);
        read += settled.readArrived(this::settledVector);
        counts.late += late.readArrived(record -> {});
        counts.dead += dead.readArrived(record -> {});
        if (!inferences.isEmpty()) {
            counts.requests += inferences.get(0).readArrived(record -> {});
            counts.responses += inferences.get(1).readArrived(record -> {});
            counts.feedback += inferences.get(2).readArrived(record -> {});
        }
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

    void requireHealthy() {
        PlatformStatus status = PlatformStatus.of(home, state);
        status.trouble().ifPresent(trouble -> {
            throw new PlatformException("the platform failed during the demo:\n" + trouble);
        });
        beside.forEach(this::requireAlive);
        FlinkRest.JobSummary job = flink.job(jobId);
        if (!job.state().equals("RUNNING")) {
            throw new PlatformException("the job is " + job.state() + ":\n" + flink.failureOf(job) + "\n  more: "
                    + flink.jobUrl(jobId) + " and ./evenflow logs taskmanager");
        }
    }

    private void requireAlive(ProcessRecord process) {
        if (!process.isAlive()) {
            throw new PlatformException("the " + process.name() + " ended\n"
                    + ManagedProcess.tail(home.log(process.name()), home.output(process.name())));
        }
    }

    private static String clock(long millis) {
        return Instant.ofEpochMilli(millis).toString().substring(5, 19).replace('T', ' ');
    }

    Counts counts() {
        return counts;
    }

    /** Of the transactions so far. */
    Instant newestEventTime() {
        return Instant.ofEpochMilli(newestEventTime);
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
        inferences.forEach(TopicReader::close);
    }
}
