package dev.evenflow.platform.quality.drill;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.PlatformState;
import dev.evenflow.platform.Project;
import dev.evenflow.platform.flink.DeployableJob;
import dev.evenflow.platform.flink.FlinkRest;
import dev.evenflow.platform.flink.JobDeployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The job that computes features, in place of which another is deployed: its {@code is_card_absent} has forgotten what
 * is bought on line, and the model was trained on something else. State of another version of a feature set is never
 * read, so each begins anew, where its predecessor stopped in the topics.
 */
final class FeatureRollout {
    static final String FEATURES = "card-fraud";
    static final String CHANGED = "is_card_absent";
    private static final String FORGOTTEN = "channel == \"ECOMMERCE\" || ";
    /** Of four partitions that are read side by side, what is served on arrival is not what settles: that would be skew. */
    private static final List<String> OPTIONS = List.of("--emit", "served");

    private final PlatformHome home;
    private final PlatformState state;

    FeatureRollout(PlatformHome home, PlatformState state) {
        this.home = home;
        this.state = state;
    }

    /** From the beginning of the topics, unless it runs. */
    void requireRunning() {
        DeployableJob job = DeployableJob.of(DeployableJob.FRAUD_FEATURES, FEATURES);
        if (new FlinkRest(state.flinkUrl()).activeJob(job.flinkName()).isEmpty()) {
            System.out.println("Deploying " + DeployableJob.FRAUD_FEATURES);
            new JobDeployment(job, 0, Optional.empty(), 4, OPTIONS).deploy(home, state, System.out::println);
        }
    }

    void change() {
        Path original = Project.locate()
                .root()
                .resolve("jobs/fraud-features/src/main/resources/feature-sets/" + FEATURES + ".yaml");
        Path changed = home.data("quality").resolve("drill/" + FEATURES + ".yaml");
        try {
            String yaml = Files.readString(original);
            if (!yaml.contains(FORGOTTEN)) {
                throw new PlatformException(original + " has no feature " + CHANGED + " that begins with " + FORGOTTEN
                        + ", which the drill changes");
            }
            Files.createDirectories(changed.toAbsolutePath().getParent());
            Files.writeString(changed, yaml.replace(FORGOTTEN, ""));
        } catch (IOException e) {
            throw new PlatformException("cannot change a feature of " + original + " in " + changed + ": " + e, e);
        }
        replaceBy(changed.toString());
    }

    void back() {
        replaceBy(FEATURES);
    }

    private void replaceBy(String features) {
        FlinkRest flink = new FlinkRest(state.flinkUrl());
        DeployableJob next = DeployableJob.of(DeployableJob.FRAUD_FEATURES, features);
        flink.activeJob(next.flinkName())
                .ifPresent(running ->
                        flink.savepoint(running.id(), home.savepoints().toUri().toString(), true));
        new JobDeployment(next, 0, Optional.empty(), 4, List.of("--emit", "served", "--kafka.start", "committed"))
                .deploy(home, state, line -> {});
    }
}
