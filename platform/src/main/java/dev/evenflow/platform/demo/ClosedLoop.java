package dev.evenflow.platform.demo;

import dev.evenflow.platform.LocalPlatform;
import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.PlatformState;
import dev.evenflow.platform.access.Access;
import dev.evenflow.platform.access.Principal;
import dev.evenflow.platform.backfill.EmbeddedRun;
import dev.evenflow.platform.backfill.JobProgress;
import dev.evenflow.platform.flink.DeployableJob;
import dev.evenflow.platform.flink.FlinkRest;
import dev.evenflow.platform.flink.JobDeployment;
import dev.evenflow.platform.process.ManagedProcess;
import dev.evenflow.platform.process.ProcessRecord;
import dev.evenflow.platform.process.ProcessSpec;
import dev.evenflow.platform.topic.FeatureSet;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * From served features to a labelled training set: the scorer beside the job, the archive of what it was asked and
 * answered, and at the end what was archived against what the batch job computes of the same transactions.
 *
 * @param parallelism of the batch job at the end
 */
record ClosedLoop(DemoSteps steps, PlatformState state, FeatureSet set, DemoModel model, int parallelism) {
    private static final String SCORER = "scorer";
    private static final String BATCH_MEMORY = "1g";
    private static final Duration CATCH_UP = Duration.ofMinutes(5);
    private static final Duration REPORT_EVERY = Duration.ofSeconds(5);
    /** A good part of the frauds is known by then, and a good part of the simulated days is older. */
    private static final String MATURITY = "3d";

    /** Deploys the archive and starts the scorer. @return the scorer's process */
    ProcessRecord start() {
        PlatformHome home = steps.home();
        System.out.println("\nThe archive of what the model is asked and answers, and the scorer");
        DeployableJob archive = DeployableJob.of(DeployableJob.INFERENCE_ARCHIVE, null);
        Optional<FlinkRest.JobSummary> running = new FlinkRest(state.flinkUrl()).activeJob(archive.flinkName());
        if (running.isPresent()) {
            System.out.println("  " + archive.flinkName() + " is running already as job "
                    + running.get().id());
        } else {
            new JobDeployment(archive, 1, Optional.empty(), 4, List.of()).deploy(home, state, System.out::println);
        }
        List<String> command = steps.scorerCommand();
        command.addAll(List.of(
                "serve",
                "--model",
                model.directory().toString(),
                "--bootstrap",
                state.bootstrapServers(),
                "--registry",
                state.registryUrl(),
                "--region",
                "EU",
                // simulated labels live in simulated time
                "--clock",
                "event"));
        Access.clientFile(state.bootstrapServers(), Principal.SCORER)
                .ifPresent(file ->
                        command.addAll(List.of("--client-config", file.path().toString())));
        ProcessRecord scorer = new LocalPlatform(home, steps.project(), System.out::println)
                .startBeside(new ProcessSpec(
                        SCORER, command, Map.of(), home.root(), home.log(SCORER), home.output(SCORER), List.of()));
        System.out.println("  scorer (pid " + scorer.pid() + ", log " + home.output(SCORER) + ")");
        return scorer;
    }

    /** Until nothing is on its way any more. @param watch that goes on reading */
    void awaitArchived(DemoWatch watch) {
        long begin = System.nanoTime();
        long nextReport = begin;
        long quietSince = begin;
        long before = -1;
        try (ArchiveProgress progress = new ArchiveProgress(state)) {
            while (true) {
                watch.readOnce();
                DemoWatch.Counts counts = watch.counts();
                long now = System.nanoTime();
                long sum = counts.served + counts.requests + counts.responses + counts.feedback;
                if (sum != before) {
                    before = sum;
                    quietSince = now;
                }
                long missing = progress.missing();
                // two checkpoints without anything new: what was to be served was served
                boolean quiet = now - quietSince > Duration.ofSeconds(11).toNanos();
                boolean scored = counts.requests >= counts.served && counts.responses >= counts.served;
                boolean all = scored && counts.served >= counts.transactions || quiet && scored;
                if (all && counts.feedback >= counts.labels && missing == 0) {
                    System.out.printf(
                            Locale.ROOT,
                            "  %,d transactions, %,d served, %,d inferences, %,d labels; the archive has %,d rows%n",
                            counts.transactions,
                            counts.served,
                            counts.responses,
                            counts.feedback,
                            progress.rows());
                    return;
                }
                if (now >= nextReport) {
                    watch.requireHealthy();
                    System.out.printf(
                            Locale.ROOT,
                            "  waiting: %,d of %,d transactions served, %,d scored, %,d of %,d labels passed on, %,d records not archived yet%n",
                            counts.served,
                            counts.transactions,
                            counts.responses,
                            counts.feedback,
                            counts.labels,
                            missing);
                    nextReport = now + REPORT_EVERY.toNanos();
                }
                if (now - begin > CATCH_UP.toNanos()) {
                    throw new PlatformException("the archive does not have everything after " + CATCH_UP.toSeconds()
                            + " s; see ./evenflow logs scorer, ./evenflow logs taskmanager");
                }
                ManagedProcess.pause(Duration.ofMillis(200));
            }
        }
    }

    /** Builds the training set from the archive, the features in batch from the topics, and compares. */
    void close(Instant asOf) {
        PlatformHome home = steps.home();
        Path root = home.data("demo").resolve("loop-" + System.currentTimeMillis());
        Path dataset = root.resolve("dataset");
        Path batch = root.resolve("batch");
        System.out.println("\nThe labelled training set, from the archive");
        steps.evenflow(List.of(
                "dataset",
                "build",
                "--archive",
                home.archiveFile().toString(),
                "--name",
                "demo",
                "--model",
                model.name(),
                "--feature-set-version",
                set.plan().version(),
                "--label",
                "is_fraud",
                "--maturity",
                MATURITY,
                "--as-of",
                asOf.toString(),
                "--unlabelled",
                "zero",
                "--format",
                "csv",
                "--out",
                dataset.toString()));
        System.out.println("\nThe same transactions' features by the job in batch, from the topics");
        List<String> arguments = new ArrayList<>(List.of(
                "--runtime-mode",
                "batch",
                "--features",
                set.reference(),
                "--kafka.bootstrap",
                state.bootstrapServers(),
                "--registry.url",
                state.registryUrl(),
                "--max-future",
                "0s",
                "--out",
                batch.toString(),
                "--format",
                "avro"));
        Access.jobOptions(state.bootstrapServers(), Principal.FRAUD_FEATURES)
                .forEach((option, value) -> arguments.addAll(List.of(option, value)));
        new EmbeddedRun(steps.project().jobJar(DeployableJob.FRAUD_FEATURES), arguments, parallelism, BATCH_MEMORY)
                .run(home, steps.project(), new JobProgress(System.out, Boolean.getBoolean("evenflow.terminal")));
        System.out.println("\nTrained on the one, served the other: are they the same?");
        steps.scorer(List.of(
                "compare",
                "--model",
                model.directory().toString(),
                "--dataset",
                dataset.toString(),
                "--vectors",
                batch.resolve("vectors").toString()));
        PlatformHome.deleteTree(batch);
        System.out.println("  the training set is in " + dataset);
    }
}
