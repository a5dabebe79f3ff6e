package dev.evenflow.benchmarks.features;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Cases in turns on one platform and one topic; the first round warms up and does not count, and the order turns round by round.
 *
 * <p>Arguments: {@code --work DIR --events N --customers N --rounds N --parallelism N --cases a,b --features SET --bare-bytes N --memory SIZE [--json FILE]
 * [--profile CASE]}.
 */
public final class FeaturesBenchmark {
    private static final int SLOTS = 2;

    private final Arguments arguments;
    private final BenchPlatform platform;
    private final Workload load;
    private int runs;

    private FeaturesBenchmark(Arguments arguments, BenchPlatform platform, Workload load) {
        this.arguments = arguments;
        this.platform = platform;
        this.load = load;
    }

    public static void main(String[] args) throws Exception {
        Arguments arguments = Arguments.of(args);
        Workload load = Workload.of(arguments);
        try (BenchPlatform platform = BenchPlatform.start(
                Path.of(arguments.text("work")),
                arguments.text("memory"),
                Math.max(SLOTS, load.partitions()),
                warm(arguments))) {
            load.publish(platform);
            new FeaturesBenchmark(arguments, platform, load).run();
        }
    }

    /** Flink SQL brings a Kafka connector whose classes have the names of ours, so beside it every job brings its own. */
    private static boolean warm(Arguments arguments) {
        return arguments.list("cases").stream().map(FeatureCases::of).noneMatch(FlinkSqlCase.class::isInstance);
    }

    private void run() throws Exception {
        List<FeatureCase> cases =
                arguments.list("cases").stream().map(FeatureCases::of).toList();
        System.out.printf(
                Locale.ROOT,
                "%,d transactions of %,d customers, %.1f days of event time; parallelism %d; %d rounds, the first to warm up; %d processors, load %.1f%n",
                load.events(),
                load.customers(),
                load.days(),
                load.partitions(),
                arguments.number("rounds"),
                Runtime.getRuntime().availableProcessors(),
                load());
        for (FeatureCase each : cases) {
            if (each instanceof PeerCase peer) {
                new PeerCheck(platform, load, arguments).run(peer);
            }
        }
        Map<FeatureCase, List<Slope>> measured = new LinkedHashMap<>();
        cases.forEach(each -> measured.put(each, new ArrayList<>()));
        List<FeatureCase> order = new ArrayList<>(cases);
        for (int round = 0; round < arguments.number("rounds"); round++) {
            System.out.printf(Locale.ROOT, "  round %d, load %.1f:", round, load());
            for (FeatureCase each : order) {
                Slope slope = one(each, Slope.Between.NOTHING);
                System.out.printf(Locale.ROOT, "  %s %,.0f/s", each.name(), slope.eventsPerSecond());
                System.out.flush();
                if (round > 0) {
                    measured.getOrDefault(each, new ArrayList<>()).add(slope);
                }
            }
            System.out.println();
            Collections.reverse(order);
        }
        FeatureTable table = new FeatureTable(measured);
        table.print(System.out);
        String json = arguments.find("json");
        if (json != null) {
            table.writeJson(Path.of(json), load);
        }
        String profiled = arguments.find("profile");
        if (profiled != null) {
            WorkerProfile profile = new WorkerProfile(platform, profiled);
            one(FeatureCases.of(profiled), profile);
            profile.print(System.out);
        }
    }

    private Slope one(FeatureCase what, Slope.Between between) throws Exception {
        // of a topic, too
        String name = "bench-" + what.name().replace('@', '-') + "-" + runs++;
        CaseRun run = new CaseRun(platform, load, load.partitions(), name, arguments);
        Slope slope;
        try (StartedCase started = what.start(run)) {
            slope = Slope.of(run, started, between);
        }
        platform.delete(run.output());
        return slope;
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }
}
