package dev.evenflow.platform.command;

import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.PlatformState;
import dev.evenflow.platform.flink.DeployableJob;
import dev.evenflow.platform.topic.Registration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code evenflow register}. */
@Command(
        name = "register",
        description = "Create the topics and register the schemas that a deployed job relies on. Repeatable.",
        mixinStandardHelpOptions = true)
public final class RegisterCommand implements Runnable {

    @Parameters(
            index = "0",
            paramLabel = "JOB",
            defaultValue = "fraud-features",
            description = "fraud-features, inference-archive or quality-monitor (default: ${DEFAULT-VALUE}).")
    private String job = "fraud-features";

    @Option(
            names = "--features",
            paramLabel = "NAME|FILE",
            description = "Feature set of fraud-features (default: card-fraud).")
    private @Nullable String features;

    @Option(names = "--partitions", defaultValue = "4", description = "Of new topics (default: ${DEFAULT-VALUE}).")
    private int partitions = 4;

    @Override
    public void run() {
        PlatformState state = StatusCommand.requireHealthy(PlatformHome.resolve());
        Registration.register(state, DeployableJob.of(job, features).topics(), partitions, System.out::println);
    }
}
