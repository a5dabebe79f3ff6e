package dev.evenflow.platform.backfill;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.PlatformState;
import dev.evenflow.platform.PlatformStatus;
import dev.evenflow.platform.Project;
import dev.evenflow.platform.flink.FlinkRest;
import dev.evenflow.platform.flink.FlinkSubmission;
import dev.evenflow.platform.process.ManagedProcess;
import dev.evenflow.platform.topic.FeatureSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The batch run of a job over files, from a person's point of view: checked paths, progress, a summary.
 *
 * @param features name or file, as given
 * @param parallelism 0 for what the place it runs in suggests
 * @param jobOptions passed on to the job
 */
public record Backfill(
        String job,
        String features,
        Path source,
        Path out,
        Format format,
        Engine engine,
        int parallelism,
        String memory,
        List<String> jobOptions) {

    /** Of the vectors. */
    public enum Format {
        CSV,
        AVRO,
        PARQUET
    }

    /** What computes them, where it is not a running cluster. */
    public enum Engine {
        /** MEMORY where the history fits, else FLINK. */
        AUTO,
        /** The job's plan and kernel over rows in the heap of one JVM. */
        MEMORY,
        /** The job itself, in BATCH, on a Flink of its own. */
        FLINK
    }

    public Backfill {
        source = source.toAbsolutePath().normalize();
        out = out.toAbsolutePath().normalize();
        jobOptions = List.copyOf(jobOptions);
    }

    public void run(boolean onCluster) {
        checkPaths();
        Project project = Project.locate();
        PlatformHome home = PlatformHome.resolve();
        JobProgress progress = new JobProgress(System.out, Boolean.getBoolean("evenflow.terminal"));
        System.out.println(
                "Backfill of " + features + " from " + source + (onCluster ? ", on the running cluster" : ""));
        if (onCluster) {
            runOnCluster(home, project, progress);
        } else {
            runHere(home, project, progress);
        }
        double seconds = progress.seconds();
        OutputFiles written = OutputFiles.count(out.resolve("vectors"));
        System.out.printf(
                Locale.ROOT,
                "Wrote %,d rows in %d files, %.1f MB, to %s in %.1f s (%,.0f rows/s).%n",
                written.rows(),
                written.files(),
                written.bytes() / 1e6,
                out.resolve("vectors"),
                seconds,
                written.rows() / seconds);
        OutputFiles rejected = OutputFiles.count(out.resolve("rejected"));
        if (rejected.rows() > 0) {
            System.out.printf(
                    Locale.ROOT,
                    "%,d records were rejected; they are in %s.%n",
                    rejected.rows(),
                    out.resolve("rejected"));
        }
    }

    private void runHere(PlatformHome home, Project project, JobProgress progress) {
        int processors = Math.min(4, Runtime.getRuntime().availableProcessors());
        int threads = parallelism > 0 ? parallelism : processors;
        if (engine != Engine.FLINK && job.equals(MemoryRun.JOB)) {
            if (new MemoryRun(project.jobJar(job), source, arguments(), threads, memory).run(home, project)) {
                return;
            }
            if (engine == Engine.MEMORY) {
                throw new PlatformException("the history does not fit into --memory " + memory
                        + ": give it more, or let it be sorted on disk with --engine flink");
            }
            System.out.println("  the history does not fit into --memory " + memory + ": Flink sorts it on disk");
        }
        new EmbeddedRun(project.jobJar(job), arguments(), threads, memory).run(home, project, progress);
    }

    private void runOnCluster(PlatformHome home, Project project, JobProgress progress) {
        PlatformState state = PlatformState.require(home);
        PlatformStatus.of(home, state).trouble().ifPresent(trouble -> {
            throw new PlatformException("the platform is not well:\n" + trouble);
        });
        FlinkRest flink = new FlinkRest(state.flinkUrl());
        // a batch that fails should say so, not try again ten times
        String id = new FlinkSubmission(
                        project.jobJar(job),
                        arguments(),
                        parallelism > 0 ? parallelism : state.flink().parallelism(),
                        Optional.empty(),
                        Map.of("restart-strategy.type", "none"))
                .submit(home, project);
        System.out.println("  job " + id + "  " + flink.jobUrl(id));
        FlinkRest.JobSummary summary = flink.job(id);
        while (!summary.isOver()) {
            progress.show(summary.state(), flink.vertices(id));
            ManagedProcess.pause(Duration.ofMillis(500));
            summary = flink.job(id);
        }
        progress.end();
        if (!summary.state().equals("FINISHED")) {
            throw new PlatformException("the backfill is " + summary.state() + ": " + flink.failureOf(summary)
                    + "\n  more: " + flink.jobUrl(id));
        }
    }

    private List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of(
                "--runtime-mode",
                "batch",
                "--features",
                FeatureSet.reference(features),
                "--source",
                source.toString(),
                "--out",
                out.toString(),
                "--format",
                format.name().toLowerCase(Locale.ROOT)));
        arguments.addAll(jobOptions);
        return arguments;
    }

    private void checkPaths() {
        if (!Files.isDirectory(source)) {
            throw new PlatformException(
                    "--source " + source + " is not a directory, expected one with Avro or Parquet files");
        }
        if (Files.exists(out)) {
            try (Stream<Path> files = Files.list(out)) {
                if (files.findAny().isPresent()) {
                    throw new PlatformException(
                            "--out " + out + " is not empty: choose a new directory, so that runs do not mix");
                }
            } catch (IOException e) {
                throw new PlatformException("--out " + out + " is not a directory", e);
            }
        }
    }
}
