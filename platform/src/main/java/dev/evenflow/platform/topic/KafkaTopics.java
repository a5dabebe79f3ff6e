package dev.evenflow.platform.topic;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.access.BrokerAdmin;
import dev.evenflow.platform.process.ManagedProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;

/** Topics of the local broker, through Kafka's admin client. */
public final class KafkaTopics implements AutoCloseable {
    private final BrokerAdmin admin;

    public KafkaTopics(String bootstrapServers) {
        admin = new BrokerAdmin(bootstrapServers);
    }

    /**
     * @param records end minus begin offset over all partitions: with transactions it counts their markers too
     */
    public record TopicSummary(String name, int partitions, long records) {}

    /** Waits until the broker takes part in its cluster, which is a moment after it answers on its port. */
    public static void awaitBroker(String bootstrapServers) {
        long deadline = System.nanoTime() + BrokerAdmin.LIMIT.toNanos();
        try (KafkaTopics topics = new KafkaTopics(bootstrapServers)) {
            while (topics.admin
                    .get("describe the cluster", client -> client.describeCluster()
                            .nodes())
                    .isEmpty()) {
                if (System.nanoTime() > deadline) {
                    throw new PlatformException("the broker at " + bootstrapServers
                            + " answers, but did not join its cluster in " + BrokerAdmin.LIMIT.toSeconds() + " s");
                }
                ManagedProcess.pause(Duration.ofMillis(50));
            }
        }
    }

    /** Creates those that do not exist. */
    public List<String> create(List<TopicSpec> specs) {
        Set<String> existing = names();
        List<NewTopic> missing = specs.stream()
                .filter(spec -> !existing.contains(spec.name()))
                .map(spec -> new NewTopic(spec.name(), spec.partitions(), (short) 1).configs(spec.config()))
                .toList();
        admin.get("create topics", client -> client.createTopics(missing).all());
        return missing.stream().map(NewTopic::name).toList();
    }

    public List<TopicSummary> list() {
        Set<String> names = names();
        Map<String, TopicDescription> topics = admin.get(
                "describe topics", client -> client.describeTopics(names).allTopicNames());
        Map<String, Long> records = records(topics);
        List<TopicSummary> summaries = new ArrayList<>();
        new TreeMap<>(topics)
                .forEach((name, topic) -> summaries.add(
                        new TopicSummary(name, topic.partitions().size(), records.getOrDefault(name, 0L))));
        return summaries;
    }

    private Set<String> names() {
        return admin.get("list topics", client -> client.listTopics().names());
    }

    private Map<String, Long> records(Map<String, TopicDescription> topics) {
        Map<TopicPartition, OffsetSpec> earliest = new TreeMap<>(KafkaTopics::compare);
        Map<TopicPartition, OffsetSpec> latest = new TreeMap<>(KafkaTopics::compare);
        topics.forEach((name, topic) -> topic.partitions().forEach(partition -> {
            earliest.put(new TopicPartition(name, partition.partition()), OffsetSpec.earliest());
            latest.put(new TopicPartition(name, partition.partition()), OffsetSpec.latest());
        }));
        Map<String, Long> records = new TreeMap<>();
        admin.get("list offsets", client -> client.listOffsets(latest).all())
                .forEach((partition, offset) -> records.merge(partition.topic(), offset.offset(), Long::sum));
        admin.get("list offsets", client -> client.listOffsets(earliest).all())
                .forEach((partition, offset) -> records.merge(partition.topic(), -offset.offset(), Long::sum));
        return records;
    }

    private static int compare(TopicPartition a, TopicPartition b) {
        int byTopic = a.topic().compareTo(b.topic());
        return byTopic != 0 ? byTopic : Integer.compare(a.partition(), b.partition());
    }

    @Override
    public void close() {
        admin.close();
    }
}
