package dev.evenflow.platform.flink;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.PlatformState;
import dev.evenflow.platform.Project;
import dev.evenflow.platform.topic.FeatureSet;
import dev.evenflow.platform.topic.Registration;
import dev.evenflow.platform.topic.StandardTopics;
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
 * @param features name or file of the feature set
 * @param parallelism 0 for the platform's default
 * @param savepoint to go on from
 * @param jobOptions passed on to the job; they win over ours
 */
public record JobDeployment(
        String job,
        String features,
        int parallelism,
        Optional<String> savepoint,
        int partitions,
        List<String> jobOptions) {

    public JobDeployment {
        jobOptions = List.copyOf(jobOptions);
    }

    /** @return the running job */
    public FlinkRest.JobSummary deploy(PlatformHome home, PlatformState state, Consumer<String> progress) {
        long begin = System.nanoTime();
        Project project = Project.locate();
        FeatureSet set = FeatureSet.load(features);
        FlinkRest flink = new FlinkRest(state.flinkUrl());
        String name = job + " " + set.name();
        flink.activeJob(name).ifPresent(running -> {
            throw new PlatformException("job " + name + " is " + running.state() + " (" + running.id()
                    + "): stop it first with ./evenflow stop '" + name + "'");
        });
        Registration.register(state, StandardTopics.schemas(set.name(), set.vectorSchema()), partitions, progress);
        String id = new FlinkSubmission(
                        project.jobJar(job),
                        arguments(state, set),
                        parallelism > 0 ? parallelism : state.flink().parallelism(),
                        savepoint,
                        Map.of())
                .submit(home, project);
        progress.accept("  submitted " + job + " as job " + id);
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

    private List<String> arguments(PlatformState state, FeatureSet set) {
        Map<String, String> ours = new LinkedHashMap<>();
        ours.put("--runtime-mode", "streaming");
        ours.put("--features", set.reference());
        ours.put("--kafka.bootstrap", state.bootstrapServers());
        ours.put("--registry.url", state.registryUrl());
        // an option given twice is an error of the job's
        jobOptions.forEach(option -> ours.remove(option.split("=", 2)[0]));
        List<String> arguments = new ArrayList<>();
        ours.forEach((option, value) -> arguments.addAll(List.of(option, value)));
        arguments.addAll(jobOptions);
        return arguments;
    }
}
