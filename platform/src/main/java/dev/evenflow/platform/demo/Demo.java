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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The whole path: simulated transactions, features, scores, the archive of them, chargebacks, and a labelled training set
 * whose features are those that were served.
 *
 * @param features name or file of the feature set
 * @param rate transactions a second
 * @param time how long to watch
 * @param scored false for features only
 * @param disorderly out of order, doubled and with garbage; then what was served differs from what settled
 * @param simulatorOptions instead of ours
 */
public record Demo(
        String features, int rate, Duration time, boolean scored, boolean disorderly, List<String> simulatorOptions) {
    private static final String JOB = DeployableJob.FRAUD_FEATURES;
    private static final String SIMULATOR = "simulator";
    /** Four simulated hours a second: chargebacks come after days. */
    private static final int SPEEDUP = 14_400;

    private static final List<String> JOB_OPTIONS = List.of(
            "--emit", "both",
            // some of the simulator's events come later than this, and correct what was settled
            "--disorder", "1m",
            "--lateness", "30m",
            // the first frauds are known after days of event time: until then there are no labels to wait for
            "--idle.labels", "2s",
            // simulated time runs ahead of the clock
            "--max-future", "0s");

    /** Labels come as they do from banks, in a file a day; of the history and of what follows. */
    private static final List<String> SIMULATION = List.of("--fraud-share", "0.02", "--label-batches", "1d");

    private static final List<String> IN_ORDER = List.of(
            // Kafka keeps the order within a partition only
            "--partitions", "1",
            // labels are another topic: without a pause they would race with transactions of hours of simulated time
            "--label-pause", "1s");
    private static final List<String> OUT_OF_ORDER =
            List.of("--disorder", "75s", "--duplicates", "0.002", "--garbage", "0.001");

    public Demo {
        simulatorOptions = List.copyOf(simulatorOptions);
    }

    /**
     * Everything stays running afterwards.
     *
     * @param platform started once there is a model
     */
    public void run(PlatformHome home, Supplier<PlatformState> platform) {
        FeatureSet set = FeatureSet.load(features);
        DemoSteps steps = new DemoSteps(home, Project.locate());
        boolean scores = scored && DemoModel.isPossible(steps);
        Optional<DemoModel> model =
                scores ? Optional.of(DemoModel.train(steps, set, rate, SPEEDUP, SIMULATION)) : Optional.empty();
        System.out.println();
        PlatformState state = platform.get();
        FlinkRest flink = new FlinkRest(state.flinkUrl());
        String jobId = deploy(home, state, flink, set);
        Optional<ClosedLoop> loop = model.map(trained -> new ClosedLoop(steps, state, set, trained, 2));
        Optional<ProcessRecord> scorer = loop.map(ClosedLoop::start);
        List<String> names = set.plan().featureSlots().stream().map(Slot::name).toList();
        try (DemoWatch watch = new DemoWatch(home, state, jobId, set.name(), names, scores)) {
            scorer.ifPresent(watch::alsoWatch);
            ProcessRecord simulator = startSimulator(home, scores);
            System.out.println("\nSimulated transactions, " + rate + " a second, "
                    + (disorderly ? "out of order, doubled and with garbage" : "in order") + " (pid "
                    + simulator.pid() + ", log " + home.output(SIMULATOR) + "). Watching for " + time.toSeconds()
                    + " s:\n");
            watch.watch(time, simulator, scores);
            watch.requireResults();
            loop.ifPresent(each -> each.awaitArchived(watch));
            DemoSummary.features(watch, set);
            loop.ifPresent(each -> each.close(watch.newestEventTime()));
        }
        if (scores) {
            startSimulator(home, false);
        }
        DemoSummary.whereToLook(state, flink, jobId, set, scores);
        if (scored && !scores) {
            System.out.println("\nThere was no model: see 'A model to score with' above for what this machine lacks.");
        }
    }

    private String deploy(PlatformHome home, PlatformState state, FlinkRest flink, FeatureSet set) {
        System.out.println(
                "\nThe job " + JOB + " with " + set.plan().featureSlots().size() + " features of "
                        + set.plan().entities().size() + " entities (feature set " + set.name() + ", version "
                        + set.plan().version() + ")");
        Optional<FlinkRest.JobSummary> running = flink.activeJob(JOB + " " + set.name());
        if (running.isPresent()) {
            System.out.println("  is running already as job " + running.get().id());
            return running.get().id();
        }
        // between parallel tasks the order of arrival is lost, and what is served depends on it
        int parallelism = disorderly ? 0 : 1;
        return new JobDeployment(DeployableJob.of(JOB, features), parallelism, Optional.empty(), 4, JOB_OPTIONS)
                .deploy(home, state, System.out::println)
                .id();
    }

    /** @param ends after the time to watch, or never */
    private ProcessRecord startSimulator(PlatformHome home, boolean ends) {
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
        if (simulatorOptions.isEmpty()) {
            command.addAll(List.of("--speedup", Integer.toString(SPEEDUP)));
            command.addAll(SIMULATION);
            command.addAll(disorderly ? OUT_OF_ORDER : IN_ORDER);
        } else {
            command.addAll(simulatorOptions);
        }
        if (ends) {
            command.addAll(List.of("--duration", time.toSeconds() + "s"));
        }
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
}
