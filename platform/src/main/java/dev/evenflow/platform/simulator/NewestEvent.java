package dev.evenflow.platform.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evenflow.platform.history.KafkaTarget;
import dev.evenflow.platform.topic.RegistrySubjects;
import dev.evenflow.platform.topic.StandardTopics;
import dev.evenflow.platform.topic.TopicReader;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeSet;

/** Finds how far event time is in the transactions topic, so that a next run goes on after it. */
final class NewestEvent {
    /** Of each partition: more than what disorder and garbage can put in front of the newest. */
    private static final long LOOK_BACK = 2_000;

    private NewestEvent() {}

    /** Empty if there are no transactions yet. */
    static Optional<Instant> find(KafkaTarget target) {
        TreeSet<Instant> times = new TreeSet<>();
        try (TopicReader reader = new TopicReader(
                target.bootstrap(), new RegistrySubjects(target.registry()), StandardTopics.TRANSACTIONS)) {
            reader.fromLast(LOOK_BACK).readToEnd(Long.MAX_VALUE, record -> {
                JsonNode time = reader.decode(record).path("event_time");
                if (time.isTextual()) {
                    parse(time.asText()).ifPresent(times::add);
                }
            });
        }
        return times.isEmpty() ? Optional.empty() : Optional.of(times.last());
    }

    private static Optional<Instant> parse(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            // garbage that happens to decode
            return Optional.empty();
        }
    }
}
