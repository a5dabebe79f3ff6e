package dev.evenflow.platform.topic;

import dev.evenflow.platform.PlatformState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.Schema;

/**
 * The deploy step that a job relies on: its topics exist with their settings, and the subjects of their values have the
 * schemas it will write. Doing it again changes nothing.
 */
public final class Registration {
    private Registration() {}

    /** Topic → schema, as {@link StandardTopics} gives them. A schema that is refused stops the step with its reason. */
    public static void register(
            PlatformState state, Map<String, Schema> schemas, int partitions, Consumer<String> progress) {
        List<TopicSpec> specs = schemas.keySet().stream()
                .map(topic -> StandardTopics.spec(topic, partitions))
                .toList();
        List<String> created;
        try (KafkaTopics topics = new KafkaTopics(state.bootstrapServers())) {
            created = topics.create(specs);
        }
        RegistrySubjects registry = new RegistrySubjects(state.registryUrl());
        List<String> unchanged = new ArrayList<>();
        schemas.forEach((topic, schema) -> {
            RegistrySubjects.Registration subject = registry.register(topic + "-value", schema);
            if (subject.isNew() || created.contains(topic)) {
                progress.accept(String.format(
                        Locale.ROOT,
                        "  %-36s topic %-8s subject %s-value version %d, id %d%s",
                        topic,
                        created.contains(topic) ? "created" : "exists",
                        topic,
                        subject.version(),
                        subject.id(),
                        subject.isNew() ? " (new)" : ""));
            } else {
                unchanged.add(topic);
            }
        });
        if (!unchanged.isEmpty()) {
            progress.accept("  unchanged: " + String.join(", ", unchanged));
        }
    }
}
