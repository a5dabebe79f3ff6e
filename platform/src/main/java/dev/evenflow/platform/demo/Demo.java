package dev.evenflow.platform.demo;

import dev.evenflow.features.row.Slot;
import dev.evenflow.platform.LocalPlatform;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.PlatformState;
import dev.evenflow.platform.Project;
import dev.evenflow.platform.flink.DeployableJob;
import dev.evenflow.platform.flink.FlinkRest;
import dev.evenflow.platform.flink.JobDeployment;
import dev.evenflow.platform.process.ProcessRecord;
import dev.evenflow.platform.process.ProcessSpec;
import dev.evenflow.platform.topic.FeatureSet;
import dev.evenflow.platform.topic.StandardTopics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The whole path on a running platform: job, simulated transactions, and what comes out.
 *
 * @param features name or file of the feature set
 * @param rate transactions a second
 * @param time how long to watch
 */
public record Demo(String features, int rate, Duration time, List<String> simulatorOptions) {
    private static final String JOB = "fraud-features";
    private static final String SIMULATOR = "simulator";

    private static final List<String> JOB_OPTIONS = List.of(
            "--emit", "both",
            // some of the simulator's events come later than this, and correct what was settled
            "--disorder", "1m",
            "--lateness", "30m",
            // the first frauds are known after days of event time: until then there are no labels to wait for
            "--idle.labels", "2s",
            // simulated time runs ahead of the clock
            "--max-future", "0s");
    private static final List<String> SIMULATOR_OPTIONS =
            List.of("--disorder", "75s", "--duplicates", "0.002", "--garbage", "0.001");

    public Demo {
        simulatorOptions = List.copyOf(simulatorOptions);
    }

    /** Everything stays running afterwards. */
    public void run(PlatformHome home, PlatformState state) {
        FeatureSet set = FeatureSet.load(features);
        FlinkRest flink = new FlinkRest(state.flinkUrl());
        System.out.println(
                "\nThe job " + JOB + " with " + set.plan().featureSlots().size() + " features of "
                        + set.plan().entities().size() + " entities (feature set " + set.name() + ", version "
                        + set.plan().version() + ")");
        Optional<FlinkRest.JobSummary> running = flink.activeJob(JOB + " " + set.name());
        String jobId;
        if (running.isPresent()) {
            jobId = running.get().id();
            System.out.println("  is running already as job " + jobId);
        } else {
            jobId = new JobDeployment(DeployableJob.of(JOB, features), 0, Optional.empty(), 4, JOB_OPTIONS)
                    .deploy(home, state, System.out::println)
                    .id();
        }
        List<String> names = set.plan().featureSlots().stream().map(Slot::name).toList();
        try (DemoWatch watch = new DemoWatch(home, state, jobId, set.name(), names)) {
            ProcessRecord simulator = startSimulator(home);
            System.out.println("\nSimulated transactions, " + rate + " a second (pid " + simulator.pid() + ", log "
                    + home.output(SIMULATOR) + "). Watching for " + time.toSeconds() + " s:\n");
            watch.watch(time, simulator);
            watch.requireResults();
            summarise(watch, set);
        }
        whereToLook(state, flink, jobId, set);
    }

    private ProcessRecord startSimulator(PlatformHome home) {
        List<String> command = new ArrayList<>(List.of(
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-Devenflow.project=" + Project.locate().root(),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.evenflow.platform.EvenflowCli",
                "simulate",
                "--rate",
                Integer.toString(rate)));
        command.addAll(simulatorOptions.isEmpty() ? SIMULATOR_OPTIONS : simulatorOptions);
        return new LocalPlatform(home, Project.locate(), System.out::println)
                .startBeside(new ProcessSpec(
                        SIMULATOR,
                        command,
                        Map.of("EVENFLOW_HOME", home.root().toString()),
                        home.root(),
                        home.log(SIMULATOR),
                        home.output(SIMULATOR),
                        List.of()));
    }

    private static void summarise(DemoWatch watch, FeatureSet set) {
        DemoWatch.Counts counts = watch.counts();
        VectorPairs pairs = watch.pairs();
        System.out.println(
                "\nFeature vectors (* where what was served differs from what settled: it arrived out of order)");
        List<VectorPairs.Pair> shown = Stream.of(pairs.richest(), pairs.differing())
                .flatMap(Optional::stream)
                .distinct()
                .toList();
        if (shown.isEmpty()) {
            System.out.println(
                    "  no transaction was both served and settled in this time; watch longer with --seconds");
        } else {
            new VectorTable(set.plan(), shown).print(System.out);
        }
        System.out.printf(
                Locale.ROOT,
                "%nIn  %,d transactions, %,d labels%nOut %,d served, %,d settled, %,d corrections, %,d late, %,d dead letters%n",
                counts.transactions,
                counts.labels,
                counts.served,
                counts.settled,
                counts.corrections,
                counts.late,
                counts.dead);
        if (!watch.servedAfter().isEmpty()) {
            System.out.printf(
                    Locale.ROOT,
                    "Served after %d ms (median), %d ms (99%%), from the input's log to the output's log%n",
                    watch.servedAfter().percentile(0.5),
                    watch.servedAfter().percentile(0.99));
        }
        if (pairs.vectors() > 0) {
            System.out.printf(
                    Locale.ROOT,
                    "Served against settled: %,d vectors, %,d values compared; %,d vectors (%.2f%%), %,d values differ%n",
                    pairs.vectors(),
                    pairs.values(),
                    pairs.differingVectors(),
                    100.0 * pairs.differingVectors() / pairs.vectors(),
                    pairs.differingValues());
        }
    }

    private static void whereToLook(PlatformState state, FlinkRest flink, String jobId, FeatureSet set) {
        System.out.println("\nLook at");
        System.out.println("  the job        " + flink.jobUrl(jobId));
        System.out.println("  the schemas    " + state.registryUrl() + "/subjects");
        System.out.println("  the features   ./evenflow read " + StandardTopics.settled(set.name()) + " --follow");
        System.out.println(
                "                 ./evenflow read " + StandardTopics.served(set.name()) + " --last 3 --max 3 --meta");
        System.out.println("  dead letters   ./evenflow read " + StandardTopics.DEAD_LETTERS + " --max 5");
        System.out.println("  with any Kafka client: bootstrap.servers=" + state.bootstrapServers()
                + " isolation.level=read_committed schema.registry.url=" + state.registryUrl());
        System.out.println("  processes      ./evenflow status");
    }
}
