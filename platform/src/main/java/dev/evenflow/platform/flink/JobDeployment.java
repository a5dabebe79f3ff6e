package dev.evenflow.platform.flink;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.PlatformState;
import dev.evenflow.platform.Project;
import dev.evenflow.platform.access.Access;
import dev.evenflow.platform.access.Principal;
import dev.evenflow.platform.topic.Registration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A job on the running platform: topics and schemas first, then the job's own jar through Flink's client.
 *
 * @param parallelism 0 for the platform's default
 * @param savepoint to go on from
 * @param jobOptions passed on to the job; they win over ours
 */
public record JobDeployment(
        DeployableJob job, int parallelism, Optional<String> savepoint, int partitions, List<String> jobOptions) {

    public JobDeployment {
        jobOptions = List.copyOf(jobOptions);
    }

    /** @return the running job */
    public FlinkRest.JobSummary deploy(PlatformHome home, PlatformState state, Consumer<String> progress) {
        long begin = System.nanoTime();
        Project project = Project.locate();
        FlinkRest flink = new FlinkRest(state.flinkUrl());
        String name = job.flinkName();
        flink.activeJob(name).ifPresent(running -> {
            throw new PlatformException("job " + name + " is " + running.state() + " (" + running.id()
                    + "): stop it first with ./evenflow stop '" + name + "'");
        });
        Registration.register(state, job.topics(), partitions, progress);
        String id = prepare(home, state, project.jobJar(job.folder()))
                .submit(home, project, savepoint)
                .run();
        progress.accept("  submitted " + job.folder() + " as job " + id);
        FlinkRest.JobSummary running = FlinkSubmission.awaitRunning(flink, id);
        progress.accept(String.format(
                Locale.ROOT,
                "  %s is %s with %d tasks (%.1f s)  %s",
                running.name(),
                running.state(),
                running.tasks().getOrDefault("total", 0),
                (System.nanoTime() - begin) / 1e9,
                flink.jobUrl(id)));
        return running;
    }

    /** What would be submitted; nothing is. */
    public Deployment prepare(PlatformHome home, PlatformState state, Path jar) {
        return new Deployment(
                job.folder(),
                job.flinkName(),
                job instanceof DeployableJob.FraudFeatures features
                        ? features.set().reference()
                        : null,
                null,
                jar.toAbsolutePath().toString(),
                parallelism > 0 ? parallelism : state.flink().parallelism(),
                partitions,
                jobOptions,
                arguments(home, state),
                job.flinkOptions(),
                "");
    }

    private List<String> arguments(PlatformHome home, PlatformState state) {
        Map<String, String> ours = new LinkedHashMap<>(job.arguments(home, state));
        ours.put("--kafka.bootstrap", state.bootstrapServers());
        ours.put("--registry.url", state.registryUrl());
        ours.putAll(Access.jobOptions(state.bootstrapServers(), Principal.ofJob(job.folder())));
        ours.put("--lineage", home.lineage().toString());
        // an option given twice is an error of the job's
        jobOptions.forEach(option -> ours.remove(option.split("=", 2)[0]));
        List<String> arguments = new ArrayList<>();
        ours.forEach((option, value) -> arguments.addAll(List.of(option, value)));
        arguments.addAll(jobOptions);
        return arguments;
    }
}
