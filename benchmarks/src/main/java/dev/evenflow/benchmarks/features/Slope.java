package dev.evenflow.benchmarks.features;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * How fast a case's output topic grew between two shares of what is expected, committed or not, and the CPU time spent meanwhile. Start and warm-up of
 * the code lie before, waiting for the last record after it.
 *
 * @param eventsPerSecond by the input's events
 * @param cpuMicros of the case's own processes, per event, without compiling
 * @param compilerMicros of what compiled them, per event
 * @param brokerMicros of the Kafka broker, per event
 */
record Slope(double eventsPerSecond, double cpuMicros, double compilerMicros, double brokerMicros) {
    /** Where it begins and ends. */
    static final double FROM = 0.30;

    static final double TO = 0.95;
    private static final long POLL_MS = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** At one moment. */
    record Sample(long nanos, long outputs, CpuTimes cpu, CpuTimes broker) {}

    /** Something to be done when the measured part begins or ends. */
    interface Between {
        void begin() throws Exception;

        void end() throws Exception;

        Between NOTHING = new Between() {
            @Override
            public void begin() {}

            @Override
            public void end() {}
        };
    }

    static Slope of(CaseRun run, StartedCase started, Between between) throws Exception {
        return of(run, started, between, FROM, TO);
    }

    static Slope of(CaseRun run, StartedCase started, Between between, double from, double to) throws Exception {
        Sample first = await(run, started, (long) (from * started.expectedOutputs()));
        between.begin();
        Sample last = await(run, started, (long) (to * started.expectedOutputs()));
        between.end();
        double events = (double) (last.outputs - first.outputs)
                * started.eventsMeasured(run.load())
                / started.expectedOutputs();
        double compiler = Math.max(0, last.cpu.compilerNanos() - first.cpu.compilerNanos());
        return new Slope(
                events / ((last.nanos - first.nanos) / 1e9),
                (last.cpu.nanos() - first.cpu.nanos() - compiler) / 1e3 / events,
                compiler / 1e3 / events,
                (last.broker.nanos() - first.broker.nanos()) / 1e3 / events);
    }

    /** Waits until the output has so many records. */
    static Sample await(CaseRun run, StartedCase started, long outputs) throws Exception {
        long seen = -1;
        long grewAt = System.nanoTime();
        int polls = 0;
        while (true) {
            Sample sample = sample(run, started);
            if (sample.outputs >= outputs) {
                return sample;
            }
            if (sample.outputs > seen) {
                seen = sample.outputs;
                grewAt = sample.nanos;
            }
            if (polls++ % 20 == 0 || sample.nanos - grewAt > PATIENCE.toNanos()) {
                started.failure().ifPresent(reason -> {
                    throw new IllegalStateException(run.output() + " failed: " + reason);
                });
            }
            if (sample.nanos - grewAt > PATIENCE.toNanos()) {
                throw new IllegalStateException(run.output() + " has had " + seen + " records for "
                        + PATIENCE.toSeconds() + " s, expected " + started.expectedOutputs());
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
    }

    private static Sample sample(CaseRun run, StartedCase started) throws Exception {
        CpuTimes cpu = CpuTimes.of(started.processes());
        long outputs =
                endOffsets(run.platform().admin(), run.output(), run.load().partitions());
        return new Sample(
                System.nanoTime(),
                outputs,
                cpu,
                CpuTimes.of(List.of(run.platform().broker())));
    }

    /** Sum over partitions of what a reader of uncommitted records would see. */
    static long endOffsets(Admin admin, String topic, int partitions) throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> asked = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        return admin.listOffsets(asked).all().get().values().stream()
                .mapToLong(offset -> offset.offset())
                .sum();
    }

    /** Sorted by rate. */
    static List<Double> rates(List<Slope> slopes) {
        List<Double> rates = new ArrayList<>();
        for (Slope slope : slopes) {
            rates.add(slope.eventsPerSecond);
        }
        return rates.stream().sorted().toList();
    }
}
