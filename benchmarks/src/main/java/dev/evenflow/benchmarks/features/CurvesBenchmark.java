package dev.evenflow.benchmarks.features;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenflow.fraud.FraudFeaturesConfig;
import dev.evenflow.fraud.FraudFeaturesJob;
import dev.evenflow.platform.flink.FlinkRest;
import dev.evenflow.platform.topic.StandardTopics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What throughput, state and checkpoints depend on: one thing is varied at a time, the rest stays. Each point is one run of a small feature set: count, sum and
 * distinct count of one entity.
 *
 * <p>Arguments: {@code --work DIR --memory SIZE --events N --curves a,b --emit served,settled --most-keys N --plots DIR}; {@code recovery} is a curve, too.
 */
public final class CurvesBenchmark {
    private static final String RECOVERY = "recovery";
    private static final double TO = 0.97;
    private static final int SLOTS = 2;
    /** Transactions that come while the TaskManager is away, and how many vectors tell that it is at work again. */
    private static final int FURTHER = 2_000;

    private static final int ENOUGH = 100;
    private static final String DISORDER = "6h";

    private final Arguments arguments;
    private final BenchPlatform platform;
    private int runs;
    private boolean warm;

    private CurvesBenchmark(Arguments arguments, BenchPlatform platform) {
        this.arguments = arguments;
        this.platform = platform;
    }

    /** Of one point and one kind of vectors. */
    private record Result(Slope slope, double stateBytes, double checkpointBytes, double checkpointMillis) {}

    public static void main(String[] args) throws Exception {
        Arguments arguments = Arguments.of(args);
        try (BenchPlatform platform =
                BenchPlatform.start(Path.of(arguments.text("work")), arguments.text("memory"), SLOTS, true)) {
            platform.create(StandardTopics.inputsAndOperations(), 1);
            CurvesBenchmark benchmark = new CurvesBenchmark(arguments, platform);
            for (String curve : arguments.list("curves")) {
                if (curve.equals(RECOVERY)) {
                    benchmark.recover();
                } else {
                    benchmark.measure(Curve.of(curve, arguments.number("events"), arguments.number("most-keys")));
                }
            }
        }
    }

    private void measure(Curve curve) throws Exception {
        List<String> emits = arguments.list("emit");
        System.out.printf(Locale.ROOT, "%n%s%n%n", curve.title());
        System.out.println("| " + curve.axis()
                + " | vectors | events/s | CPU µs/event | state MB | state bytes/key | checkpoint MB | checkpoint s |");
        System.out.println("| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        Map<String, List<double[]>> lines = new LinkedHashMap<>();
        for (Curve.Point point : curve.points()) {
            String topic = "curve-" + runs++;
            point.load().publish(platform, topic, point.parallelism());
            warmUp(point, topic);
            for (String emit : emits) {
                Result result = one(point, topic, emit);
                lines.computeIfAbsent(emit, of -> new ArrayList<>())
                        .add(new double[] {point.x(), result.slope.eventsPerSecond()});
                System.out.printf(
                        Locale.ROOT,
                        "| %s | %s | %,.0f | %.1f | %.1f | %,.0f | %.1f | %.2f |%n",
                        point.label(),
                        emit,
                        result.slope.eventsPerSecond(),
                        result.slope.cpuMicros(),
                        result.stateBytes / 1e6,
                        result.stateBytes / point.load().customers(),
                        result.checkpointBytes / 1e6,
                        result.checkpointMillis / 1e3);
            }
            platform.delete(topic);
        }
        new SvgPlot(curve.title(), curve.axis(), "events per second", curve.logarithmic(), lines)
                .write(Path.of(arguments.text("plots")).resolve("curve-" + curve.name() + ".svg"));
    }

    /** Before the very first point: the code is compiled once for all. */
    private void warmUp(Curve.Point point, String topic) throws Exception {
        if (warm) {
            return;
        }
        for (String emit : arguments.list("emit")) {
            one(point, topic, emit);
        }
        warm = true;
    }

    private CaseRun run(Curve.Point point) {
        SyntheticLoad load = point.load();
        Workload workload =
                new Workload(load.events(), load.customers(), load.span().toHours() / 24.0, point.parallelism());
        return new CaseRun(platform, workload, point.parallelism(), "curve-out-" + runs++, arguments);
    }

    private StartedCase start(Curve.Point point, String topic, String emit, CaseRun run) throws Exception {
        String features = featureSet(point.windows());
        return new FlinkCase(emit, emit, 1, (environment, of) -> {
                    FraudFeaturesConfig config = FeatureCases.config(
                            of,
                            emit,
                            "--features",
                            features,
                            "--topic.transactions",
                            topic,
                            // the same for all points, as it says how long events wait
                            "--disorder",
                            DISORDER);
                    of.createOutput(config.plan().vectorSchema());
                    FraudFeaturesJob.build(environment, config);
                })
                .start(run);
    }

    private String featureSet(List<String> windows) throws Exception {
        String list = String.join(", ", windows);
        Path file = platform.home().root().resolve("curve-" + windows.size() + "-" + windows.get(0) + ".yaml");
        Files.writeString(
                file,
                """
                feature_set: curve
                doc: What the cost curves are measured with
                time_zone: UTC
                source: {schema: dev.evenflow.payments.Transaction, id: transaction_id, time: event_time}
                entities:
                  - entity: customer
                    key: customer_id
                    idle_ttl: 366d
                    features:
                      - {feature: tx_count, aggregate: count, windows: [%1$s]}
                      - {feature: amount_sum, aggregate: sum, field: amount, windows: [%1$s]}
                      - {feature: merchants, aggregate: distinct, field: merchant_id, windows: [%1$s]}
                """
                        .formatted(list));
        return file.toString();
    }

    private Result one(Curve.Point point, String topic, String emit) throws Exception {
        CaseRun run = run(point);
        try (StartedCase started = start(point, topic, emit, run)) {
            // the code is warm and every key is known
            double from = Math.max(Slope.FROM, point.load().knownAt());
            Slope slope = Slope.of(run, started, Slope.Between.NOTHING, from, TO);
            JsonNode checkpoint = newestCheckpoint(run);
            return new Result(
                    slope,
                    checkpoint.path("state_size").asDouble(),
                    checkpoint.path("checkpointed_size").asDouble(),
                    checkpoint.path("end_to_end_duration").asDouble());
        } finally {
            platform.delete(run.output());
        }
    }

    /** Of one that began after this was asked for. */
    private JsonNode newestCheckpoint(CaseRun run) throws InterruptedException {
        FlinkRest rest = new FlinkRest(platform.flinkUrl());
        String id = rest.activeJob(run.output())
                .orElseThrow(() -> new IllegalStateException(run.output() + " is not running"))
                .id();
        long now = System.currentTimeMillis();
        while (true) {
            JsonNode newest = rest.checkpoints(id).path("latest").path("completed");
            if (newest.path("trigger_timestamp").asLong() > now) {
                return newest;
            }
            if (System.currentTimeMillis() - now > TimeUnit.MINUTES.toMillis(2)) {
                throw new IllegalStateException("no checkpoint of " + run.output() + " completed in two minutes");
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    /** The TaskManager is killed with SIGKILL when all is read; the clock runs until vectors come again, its start included. */
    private void recover() throws Exception {
        System.out.printf(Locale.ROOT, "%nRecovery after kill -9 of the TaskManager%n%n");
        System.out.println("| keys | vectors | state MB | TaskManager back s | vectors again s |");
        System.out.println("| ---: | --- | ---: | ---: | ---: |");
        for (Curve.Point point : Curve.of("keys", arguments.number("events"), arguments.number("most-keys"))
                .points()) {
            String topic = "curve-" + runs++;
            point.load().publish(platform, topic, point.parallelism());
            for (String emit : arguments.list("emit")) {
                recover(point, topic, emit);
            }
            platform.delete(topic);
        }
    }

    private void recover(Curve.Point point, String topic, String emit) throws Exception {
        CaseRun run = run(point);
        double state;
        long killed;
        double back;
        double again;
        try (StartedCase started = start(point, topic, emit, run)) {
            Slope.await(run, started, (long) (TO * started.expectedOutputs()));
            state = newestCheckpoint(run).path("state_size").asDouble();
            killed = System.nanoTime();
            platform.taskManager().destroyForcibly();
            long seen = Slope.endOffsets(platform.admin(), run.output(), point.parallelism());
            // there is to be something to do
            point.load().publishMore(platform, topic, point.parallelism(), FURTHER);
            platform.bringBack();
            back = (System.nanoTime() - killed) / 1e9;
            while (Slope.endOffsets(platform.admin(), run.output(), point.parallelism()) < seen + ENOUGH) {
                TimeUnit.MILLISECONDS.sleep(50);
                if (System.nanoTime() - killed > TimeUnit.MINUTES.toNanos(3)) {
                    throw new IllegalStateException("no vector came in three minutes after the TaskManager was killed");
                }
            }
            again = (System.nanoTime() - killed) / 1e9;
        }
        platform.delete(run.output());
        System.out.printf(
                Locale.ROOT, "| %s | %s | %.1f | %.1f | %.1f |%n", point.label(), emit, state / 1e6, back, again);
    }
}
