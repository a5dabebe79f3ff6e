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
 * distinct count of one entity. What other calls have measured stays in the plots' directory.
 *
 * <p>Arguments: {@code --work DIR --memory SIZE --events N --curves a,b --emit served,settled --most-keys N --points all|a,b --rounds N --plots DIR};
 * {@code recovery} is a curve, too.
 */
public final class CurvesBenchmark {
    /** Of the events behind those that make the keys known; what waits for the watermark is behind it. */
    private static final double TO = 0.9;

    private static final int SLOTS = 2;
    private static final int WARM_UP = 100_000;
    private static final String ALL = "all";
    /** Transactions that come while the TaskManager is away, and how many vectors tell that it is at work again. */
    private static final int FURTHER = 2_000;

    private static final int ENOUGH = 100;

    private final Arguments arguments;
    private final BenchPlatform platform;
    private final CurveFigures figures;
    private int runs;
    private boolean warm;

    private CurvesBenchmark(Arguments arguments, BenchPlatform platform, CurveFigures figures) {
        this.arguments = arguments;
        this.platform = platform;
        this.figures = figures;
    }

    public static void main(String[] args) throws Exception {
        Arguments arguments = Arguments.of(args);
        List<Curve> curves = new ArrayList<>();
        for (String name : arguments.list("curves")) {
            curves.add(Curve.of(name, arguments.number("events"), arguments.number("most-keys")));
        }
        CurveFigures figures = CurveFigures.in(Path.of(arguments.text("plots")));
        try (BenchPlatform platform =
                BenchPlatform.start(Path.of(arguments.text("work")), arguments.text("memory"), SLOTS, true)) {
            platform.create(StandardTopics.inputsAndOperations(), 1);
            CurvesBenchmark benchmark = new CurvesBenchmark(arguments, platform, figures);
            for (Curve curve : curves) {
                benchmark.measure(curve);
                figures.show(curve, System.out);
            }
        }
    }

    private List<Curve.Point> points(Curve curve) {
        List<String> wished = arguments.list("points");
        if (wished.contains(ALL)) {
            return curve.points();
        }
        List<Curve.Point> points = curve.points().stream()
                .filter(point -> wished.contains(point.label()))
                .toList();
        if (points.isEmpty()) {
            throw new IllegalArgumentException(
                    "curve " + curve.name() + " has no point of " + wished + ", expected some of "
                            + curve.points().stream().map(Curve.Point::label).toList());
        }
        return points;
    }

    private void measure(Curve curve) throws Exception {
        List<Curve.Point> points = points(curve);
        warmUp(curve);
        for (Curve.Point point : points) {
            String topic = "curve-" + runs++;
            point.load().publish(platform, topic, point.parallelism());
            if (point.cores() > 0) {
                platform.bindTo(point.cores());
            }
            int further = 0;
            for (String emit : arguments.list("emit")) {
                List<Map<String, Double>> rounds = new ArrayList<>();
                for (int round = 0; round < arguments.number("rounds"); round++) {
                    if (curve.isRecovery()) {
                        rounds.add(recover(curve, point, topic, emit, further));
                        further += FURTHER;
                    } else {
                        rounds.add(one(curve, point, topic, emit));
                    }
                    System.out.printf(Locale.ROOT, "  %s %s %s:", curve.name(), point.label(), emit);
                    rounds.get(round)
                            .forEach((name, value) ->
                                    System.out.printf(Locale.ROOT, "  %s %s", SvgPlot.number(value), name));
                    System.out.println();
                }
                figures.put(curve, point, emit, rounds);
            }
            if (point.cores() > 0) {
                platform.bindToAll();
            }
            platform.delete(topic);
        }
    }

    /** Before the very first point: the code is compiled once for all. */
    private void warmUp(Curve curve) throws Exception {
        if (warm) {
            return;
        }
        Curve.Point point = curve.warmUp(WARM_UP);
        String topic = "curve-" + runs++;
        point.load().publish(platform, topic, point.parallelism());
        for (String emit : arguments.list("emit")) {
            one(curve, point, topic, emit);
        }
        platform.delete(topic);
        warm = true;
    }

    private CaseRun run(Curve.Point point) {
        SyntheticLoad load = point.load();
        Workload workload =
                new Workload(load.events(), load.customers(), load.span().toHours() / 24.0, point.parallelism());
        return new CaseRun(platform, workload, point.parallelism(), "curve-out-" + runs++, arguments);
    }

    private StartedCase start(Curve curve, Curve.Point point, String topic, String emit, CaseRun run) throws Exception {
        String features = featureSet(point.windows());
        return new FlinkCase(emit, emit, 1, (environment, of) -> {
                    FraudFeaturesConfig config = FeatureCases.config(
                            of,
                            emit,
                            "--features",
                            features,
                            "--topic.transactions",
                            topic,
                            "--disorder",
                            curve.disorder());
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

    private Map<String, Double> one(Curve curve, Curve.Point point, String topic, String emit) throws Exception {
        CaseRun run = run(point);
        try (StartedCase started = start(curve, point, topic, emit, run)) {
            double known = point.load().knownAt();
            // the code is warm and every key is known
            double from = Math.max(Slope.FROM, known);
            Slope slope = Slope.of(run, started, Slope.Between.NOTHING, from, known + TO * (1 - known));
            JsonNode checkpoint = newestCheckpoint(run);
            double state = checkpoint.path("state_size").asDouble();
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put("events/s", slope.eventsPerSecond());
            figures.put("CPU µs/event", slope.cpuMicros());
            figures.put("state MB", state / 1e6);
            figures.put("state bytes/key", state / point.load().customers());
            figures.put("checkpoint MB", checkpoint.path("checkpointed_size").asDouble() / 1e6);
            figures.put("checkpoint s", checkpoint.path("end_to_end_duration").asDouble() / 1e3);
            return figures;
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

    /**
     * The TaskManager is killed with SIGKILL when all is read; the clock runs until vectors come again, its start included.
     *
     * @param further transactions that the topic has beyond the load
     */
    private Map<String, Double> recover(Curve curve, Curve.Point point, String topic, String emit, int further)
            throws Exception {
        CaseRun run = run(point);
        Map<String, Double> figures = new LinkedHashMap<>();
        try (StartedCase started = start(curve, point, topic, emit, run)) {
            double known = point.load().knownAt();
            Slope.await(run, started, (long) ((known + TO * (1 - known)) * started.expectedOutputs()));
            double state = newestCheckpoint(run).path("state_size").asDouble();
            long killed = System.nanoTime();
            platform.taskManager().destroyForcibly();
            // there is to be something to do, and settled vectors wait for time to go on
            point.load().publishMore(platform, topic, point.parallelism(), further, FURTHER);
            long seen = Slope.endOffsets(platform.admin(), run.output(), point.parallelism());
            platform.bringBack();
            double back = (System.nanoTime() - killed) / 1e9;
            while (Slope.endOffsets(platform.admin(), run.output(), point.parallelism()) < seen + ENOUGH) {
                TimeUnit.MILLISECONDS.sleep(50);
                if (System.nanoTime() - killed > TimeUnit.MINUTES.toNanos(3)) {
                    throw new IllegalStateException("no vector came in three minutes after the TaskManager was killed");
                }
            }
            figures.put("vectors again s", (System.nanoTime() - killed) / 1e9);
            figures.put("TaskManager back s", back);
            figures.put("state MB", state / 1e6);
        } finally {
            platform.delete(run.output());
        }
        return figures;
    }
}
