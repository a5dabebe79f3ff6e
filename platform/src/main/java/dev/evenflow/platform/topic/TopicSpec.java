package dev.evenflow.platform.topic;

import java.util.Map;

/** A topic as the deploy step creates it. */
public record TopicSpec(String name, int partitions, Map<String, String> config) {
    public TopicSpec {
        config = Map.copyOf(config);
    }
}
