package dev.evenflow.platform.flink;

import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.PlatformState;
import dev.evenflow.platform.Project;
import dev.evenflow.platform.access.BrokerUsers;
import dev.evenflow.platform.access.JobRights;
import dev.evenflow.platform.access.Principal;
import dev.evenflow.platform.access.StandingRights;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One submission of a job with all that is needed to do it again: what a failed upgrade goes back to.
 *
 * @param job its folder below jobs/
 * @param flinkName its name in Flink, or how that begins
 * @param features feature set as it was asked for; null for other jobs
 * @param keptFeatures a copy of the feature set's file, which may be changed since; null for a set that comes with the jar
 * @param jar a copy of the jar
 * @param jobOptions as they were asked for
 * @param arguments of the job's main, those options included
 * @param flinkOptions of this submission alone
 * @param run Flink's id of it; empty before it is submitted
 */
public record Deployment(
        String job,
        String flinkName,
        @Nullable String features,
        @Nullable String keptFeatures,
        String jar,
        int parallelism,
        int partitions,
        List<String> jobOptions,
        List<String> arguments,
        Map<String, String> flinkOptions,
        String run) {

    public Deployment {
        jobOptions = List.copyOf(jobOptions);
        arguments = List.copyOf(arguments);
        flinkOptions = Map.copyOf(flinkOptions);
    }

    /** Gives it its rights, submits it and remembers it. @return with the run's id; the job may still be starting */
    public Deployment submit(PlatformHome home, Project project, Optional<String> savepoint) {
        PlatformState.read(home).filter(PlatformState::secure).ifPresent(state -> allow(home, state));
        String id = new FlinkSubmission(Path.of(jar), arguments, parallelism, savepoint, flinkOptions)
                .submit(home, project);
        new Snapshots(home).deployed(flinkName, id);
        return new Deployments(home).keep(withRun(id));
    }

    /** What it needs on a broker with users, and who captures tables for it, beside what these users may do already. */
    private void allow(PlatformHome home, PlatformState state) {
        DeployableJob deployable = DeployableJob.of(job, features == null ? null : setFile());
        try (BrokerUsers users = new BrokerUsers(state.bootstrapServers())) {
            users.add(Principal.ofJob(job).id(), JobRights.of(deployable, home, arguments));
            if (deployable instanceof DeployableJob.FraudFeatures of)
                users.add(Principal.CHANGE_CAPTURE.id(), StandingRights.ofCapture(of.set()));
        }
    }

    /** The same from what was kept of it, whatever became of its files. */
    Deployment fromKept() {
        if (keptFeatures == null) return this;
        List<String> from = new ArrayList<>(arguments);
        int at = from.indexOf("--features");
        if (at >= 0 && at + 1 < from.size()) from.set(at + 1, keptFeatures);
        return copy(flinkName, keptFeatures, jar, from, run);
    }

    /** Under a name of its own, for a second job of one kind. */
    public Deployment named(String name) {
        return copy(name, keptFeatures, jar, arguments, run);
    }

    /** Name or file of the feature set as it was when it was submitted. */
    public String setFile() {
        return keptFeatures != null ? keptFeatures : features != null ? features : "";
    }

    private Deployment withRun(String id) {
        return copy(flinkName, keptFeatures, jar, arguments, id);
    }

    Deployment with(String keptJar, @Nullable String keptFile) {
        return copy(flinkName, keptFile, keptJar, arguments, run);
    }

    /** Of the same job, options and sizes. */
    private Deployment copy(
            String name, @Nullable String keptFile, String itsJar, List<String> itsArguments, String itsRun) {
        return new Deployment(
                job,
                name,
                features,
                keptFile,
                itsJar,
                parallelism,
                partitions,
                jobOptions,
                itsArguments,
                flinkOptions,
                itsRun);
    }
}
