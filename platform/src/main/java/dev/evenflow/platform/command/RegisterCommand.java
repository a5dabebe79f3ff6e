package dev.evenflow.platform.command;

import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.PlatformState;
import dev.evenflow.platform.topic.FeatureSet;
import dev.evenflow.platform.topic.Registration;
import dev.evenflow.platform.topic.StandardTopics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code evenflow register}. */
@Command(
        name = "register",
        description = "Create the topics and register the schemas that a deployed job relies on. Repeatable.",
        mixinStandardHelpOptions = true)
public final class RegisterCommand implements Runnable {

    @Option(
            names = "--features",
            paramLabel = "NAME|FILE",
            defaultValue = "card-fraud",
            description = "Feature set (default: ${DEFAULT-VALUE}).")
    private String features = "card-fraud";

    @Option(names = "--partitions", defaultValue = "4", description = "Of new topics (default: ${DEFAULT-VALUE}).")
    private int partitions = 4;

    @Override
    public void run() {
        PlatformState state = StatusCommand.requireHealthy(PlatformHome.resolve());
        FeatureSet set = FeatureSet.load(features);
        Registration.register(
                state, StandardTopics.schemas(set.name(), set.vectorSchema()), partitions, System.out::println);
    }
}
