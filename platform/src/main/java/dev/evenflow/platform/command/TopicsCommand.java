package dev.evenflow.platform.command;

import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.PlatformState;
import dev.evenflow.platform.topic.KafkaTopics;
import picocli.CommandLine.Command;

/** {@code evenflow topics}. */
@Command(name = "topics", description = "List the topics.", mixinStandardHelpOptions = true)
public final class TopicsCommand implements Runnable {

    @Override
    public void run() {
        PlatformState state = PlatformState.require(PlatformHome.resolve());
        try (KafkaTopics topics = new KafkaTopics(state.bootstrapServers())) {
            System.out.printf("%-40s %10s %14s%n", "TOPIC", "PARTITIONS", "OFFSETS");
            for (KafkaTopics.TopicSummary topic : topics.list()) {
                System.out.printf("%-40s %10d %14d%n", topic.name(), topic.partitions(), topic.records());
            }
        }
    }
}
