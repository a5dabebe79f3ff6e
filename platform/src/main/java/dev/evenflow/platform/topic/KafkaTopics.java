package dev.evenflow.platform.topic;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.access.Access;
import dev.evenflow.platform.process.ManagedProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Topics of the local broker, through Kafka's admin client. */
public final class KafkaTopics implements AutoCloseable {
    private static final long LIMIT_SECONDS = 20;

    private final Admin admin;

    public KafkaTopics(String bootstrapServers) {
        admin = Admin.create(
                Access.kafka(bootstrapServers, Map.of("default.api.timeout.ms", 20_000, "request.timeout.ms", 10_000)));
    }

    /**
     * @param records end minus begin offset over all partitions: with transactions it counts their markers too
     */
    public record TopicSummary(String name, int partitions, long records) {}

    /** Waits until the broker takes part in its cluster, which is a moment after it answers on its port. */
    public static void awaitBroker(String bootstrapServers) {
        long deadline = System.nanoTime() + Duration.ofSeconds(LIMIT_SECONDS).toNanos();
        try (KafkaTopics topics = new KafkaTopics(bootstrapServers)) {
            while (topics.get(
                            "describe the cluster",
                            topics.admin.describeCluster().nodes())
                    .isEmpty()) {
                if (System.nanoTime() > deadline) {
                    throw new PlatformException("the broker at " + bootstrapServers
                            + " answers, but did not join its cluster in " + LIMIT_SECONDS + " s");
                }
                ManagedProcess.pause(Duration.ofMillis(50));
            }
        }
    }

    /** Creates those that do not exist. */
    public List<String> create(List<TopicSpec> specs) {
        Set<String> existing = get("list topics", admin.listTopics().names());
        List<NewTopic> missing = specs.stream()
                .filter(spec -> !existing.contains(spec.name()))
                .map(spec -> new NewTopic(spec.name(), spec.partitions(), (short) 1).configs(spec.config()))
                .toList();
        get("create topics", admin.createTopics(missing).all());
        return missing.stream().map(NewTopic::name).toList();
    }

    public List<TopicSummary> list() {
        Map<String, TopicDescription> topics = get(
                "describe topics",
                admin.describeTopics(get("list topics", admin.listTopics().names()))
                        .allTopicNames());
        Map<String, Long> records = records(topics);
        List<TopicSummary> summaries = new ArrayList<>();
        new TreeMap<>(topics)
                .forEach((name, topic) -> summaries.add(
                        new TopicSummary(name, topic.partitions().size(), records.getOrDefault(name, 0L))));
        return summaries;
    }

    private Map<String, Long> records(Map<String, TopicDescription> topics) {
        Map<TopicPartition, OffsetSpec> earliest = new TreeMap<>(KafkaTopics::compare);
        Map<TopicPartition, OffsetSpec> latest = new TreeMap<>(KafkaTopics::compare);
        topics.forEach((name, topic) -> topic.partitions().forEach(partition -> {
            earliest.put(new TopicPartition(name, partition.partition()), OffsetSpec.earliest());
            latest.put(new TopicPartition(name, partition.partition()), OffsetSpec.latest());
        }));
        Map<String, Long> records = new TreeMap<>();
        get("list offsets", admin.listOffsets(latest).all())
                .forEach((partition, offset) -> records.merge(partition.topic(), offset.offset(), Long::sum));
        get("list offsets", admin.listOffsets(earliest).all())
                .forEach((partition, offset) -> records.merge(partition.topic(), -offset.offset(), Long::sum));
        return records;
    }

    private static int compare(TopicPartition a, TopicPartition b) {
        int byTopic = a.topic().compareTo(b.topic());
        return byTopic != 0 ? byTopic : Integer.compare(a.partition(), b.partition());
    }

    private <T> T get(String what, KafkaFuture<T> future) {
        try {
            return future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new PlatformException("cannot " + what + ": " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new PlatformException("cannot " + what + ": the broker did not answer in " + LIMIT_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("interrupted", e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }
}
