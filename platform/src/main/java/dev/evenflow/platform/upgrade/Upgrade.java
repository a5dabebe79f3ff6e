package dev.evenflow.platform.upgrade;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.PlatformState;
import dev.evenflow.platform.Project;
import dev.evenflow.platform.flink.DeployableJob;
import dev.evenflow.platform.flink.Deployment;
import dev.evenflow.platform.flink.Deployments;
import dev.evenflow.platform.flink.FlinkRest;
import dev.evenflow.platform.flink.JobDeployment;
import dev.evenflow.platform.process.ManagedProcess;
import dev.evenflow.platform.topic.Registration;
import dev.evenflow.platform.topic.RegistrySubjects;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One running job becomes its next version: everything that can be checked is checked while the old one runs, which then stops
 * with a savepoint that the new one starts from. A new one that does not complete a checkpoint in time is cancelled, and the old
 * one starts from the same savepoint. What goes wrong is a {@link PlatformException} that says which version runs.
 */
public final class Upgrade {
    static final Duration OLD_LIMIT = Duration.ofMinutes(4);

    /** Of a new version: before the first one may not a single record have come through, between two there is work. */
    private static final int PROVEN = 2;

    private final PlatformHome home;
    private final PlatformState state;
    private final Project project = Project.locate();
    private final FlinkRest flink;
    private final Consumer<String> say;

    public Upgrade(PlatformHome home, PlatformState state, Consumer<String> say) {
        this.home = home;
        this.state = state;
        this.flink = new FlinkRest(state.flinkUrl());
        this.say = say;
    }

    /** The job of this name, or whose name begins so, with what it was submitted as. */
    public Running running(String job) {
        List<FlinkRest.JobSummary> found = flink.jobs().stream()
                .filter(each -> !each.isOver())
                .filter(each -> each.id().equals(job)
                        || each.name().equals(job)
                        || each.name().startsWith(job + " "))
                .toList();
        if (found.isEmpty())
            throw new PlatformException("no job '" + job + "' is running; ./evenflow status lists jobs");
        if (found.size() > 1)
            throw new PlatformException("'" + job + "' is more than one job, expected the whole name or id of one of "
                    + found.stream().map(FlinkRest.JobSummary::name).toList());
        return of(found.get(0));
    }

    /** What a job was submitted as; one that does not run is an error. */
    Running of(FlinkRest.JobSummary running) {
        if (!running.state().equals("RUNNING"))
            throw new PlatformException(
                    "job " + running.name() + " is " + running.state()
                            + ", expected RUNNING: an upgrade starts from what works; ./evenflow status says what it waits for");
        Deployment deployment = new Deployments(home)
                .of(running.id())
                .orElseThrow(() ->
                        new PlatformException("job " + running.name() + " (" + running.id() + ") was not deployed from "
                                + home.root() + ": without its jar and options there is no way back"));
        return new Running(running, deployment);
    }

    /** A running job, and what it was submitted as. */
    public record Running(FlinkRest.JobSummary job, Deployment deployment) {}

    /** Checks, stops, starts. @param limit how long the new version may take to its second checkpoint */
    public void run(Running old, DeployableJob job, JobDeployment wish, Path jar, Duration limit) {
        Deployment next = check(old, job, wish, jar);
        long stopping = System.nanoTime();
        String savepoint =
                flink.savepoint(old.job().id(), home.savepoints().toUri().toString(), true);
        say.accept(String.format(Locale.ROOT, "Stopped (%.1f s); savepoint %s", seconds(stopping), savepoint));
        replace(old.deployment(), next, savepoint, stopping, limit);
    }

    /** Everything that can be known while the old one runs. @return what would be started */
    public Deployment check(Running old, DeployableJob job, JobDeployment wish, Path jar) {
        say.accept("Checking " + job.folder() + " " + jar.getFileName() + " against the running "
                + old.job().name());
        FeatureSetChange.requireNone(old.job(), job);
        RegistrySubjects registry = new RegistrySubjects(state.registryUrl());
        job.topics().forEach((topic, schema) -> registry.requireCompatible(topic + "-value", schema));
        say.accept("  ok schemas: compatible with those of " + job.topics().size() + " subjects in the registry");
        Registration.register(state, job.topics(), wish.partitions(), say);
        Deployment next = wish.prepare(home, state, jar);
        String saved = flink.savepoint(old.job().id(), home.savepoints().toUri().toString(), false);
        try {
            VersionCheck.run(home, project, old.deployment(), next, saved, say);
        } finally {
            PlatformHome.deleteTree(Path.of(URI.create(saved)));
        }
        return next;
    }

    /** Starts the new version from the savepoint that the old one left, or the old one again. */
    public Deployment replace(Deployment before, Deployment next, String savepoint, long stopping, Duration limit) {
        String run = "";
        String failure;
        try {
            run = next.submit(home, project, Optional.of(savepoint)).run();
            say.accept("Submitted the new version as job " + run);
            double paused = awaitCheckpoints(run, PROVEN, limit, stopping, false);
            say.accept(String.format(
                    Locale.ROOT,
                    "Upgraded: %s is RUNNING, nothing was processed for %.1f s, second checkpoint after %.1f s  %s",
                    flink.job(run).name(),
                    paused,
                    seconds(stopping),
                    flink.jobUrl(run)));
            return next;
        } catch (PlatformException e) {
            failure = String.valueOf(e.getMessage());
        }
        say.accept("The new version does not come up:\n" + failure.indent(2).stripTrailing());
        throw new PlatformException(back(before, run, savepoint, stopping));
    }

    /** The old version again, from the savepoint or from what the new one had completed by then. @return what happened */
    private String back(Deployment before, String run, String savepoint, long stopping) {
        String from = savepoint;
        String old = "";
        try {
            if (!run.isEmpty()) {
                if (!flink.job(run).isOver()) flink.cancel(run);
                // its output is visible up to there: going back further would write it twice
                String newest = newestCheckpoint(run);
                if (!newest.isEmpty()) from = newest;
            }
            say.accept("Going back to the old version from " + from);
            old = before.submit(home, project, Optional.of(from)).run();
            double paused = awaitReturn(old, stopping);
            return String.format(
                    Locale.ROOT,
                    "the upgrade failed and was rolled back: %s is RUNNING with its old jar and options (%s), nothing was"
                            + " processed for %.1f s, first checkpoint after %.1f s",
                    flink.job(old).name(),
                    old,
                    paused,
                    seconds(stopping));
        } catch (PlatformException e) {
            boolean tries = !old.isEmpty() && !isOver(old);
            return "the upgrade failed, and the old version did not come up "
                    + (tries
                            ? "yet. It is submitted, and Flink goes on trying: do not submit it again. ./evenflow status says what it"
                                    + " waits for, ./evenflow up starts again what crashed"
                            : "either; no version runs now")
                    + ". Its jar is " + before.jar() + ", its state " + from + ":\n" + e.getMessage();
        }
    }

    private boolean isOver(String run) {
        try {
            return flink.job(run).isOver();
        } catch (PlatformException e) {
            return false; // nobody can say: Flink itself is away, and knows its jobs when it is back
        }
    }

    private String newestCheckpoint(String run) {
        JsonNode completed = flink.checkpoints(run).path("latest").path("completed");
        return completed.path("external_path").asText("");
    }

    /** Returns the seconds until its tasks ran, when it has completed a checkpoint; a failure is an error with Flink's cause. */
    double awaitCheckpoint(String run, Duration limit, long stopping) {
        return awaitCheckpoints(run, 1, limit, stopping, false);
    }

    /** The same of a version that ran before: a failure that Flink recovers from (a TaskManager that is away) is worth the wait. */
    double awaitReturn(String run, long stopping) {
        return awaitCheckpoints(run, 1, OLD_LIMIT, stopping, true);
    }

    private double awaitCheckpoints(String run, int least, Duration limit, long stopping, boolean patient) {
        boolean said = false;
        long deadline = System.nanoTime() + limit.toNanos();
        double ran = 0;
        while (true) {
            FlinkRest.JobSummary job = flink.job(run);
            int total = job.tasks().getOrDefault("total", 0);
            if (ran == 0 && total > 0 && job.tasks().getOrDefault("running", 0) == total) ran = seconds(stopping);
            if (ran > 0
                    && flink.checkpoints(run).path("counts").path("completed").asInt() >= least) return ran;
            Optional<String> failure = job.isOver() ? Optional.of(flink.failureOf(job)) : flink.failure(run);
            if (failure.isPresent() && patient && !job.isOver()) {
                if (!said)
                    say.accept("Not yet, Flink tries again:\n"
                            + failure.get().indent(2).stripTrailing());
                said = true;
            } else if (failure.isPresent())
                throw new PlatformException("job " + run + " is " + job.state() + ":\n" + failure.get());
            if (System.nanoTime() > deadline)
                throw new PlatformException("job " + run + " is " + job.state() + " with tasks " + job.tasks()
                        + " and has completed fewer than " + least + " checkpoints after " + limit.toSeconds() + " s");
            ManagedProcess.pause(Duration.ofMillis(200));
        }
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
