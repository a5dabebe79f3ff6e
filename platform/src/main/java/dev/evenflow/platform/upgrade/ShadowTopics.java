package dev.evenflow.platform.upgrade;

import dev.evenflow.platform.flink.Deployment;
import dev.evenflow.platform.topic.FeatureSet;
import dev.evenflow.platform.topic.StandardTopics;
import java.util.List;

/**
 * Names of what a changed feature set has to itself while it runs beside the old one: the set's name with the first letters of its
 * version.
 */
record ShadowTopics(FeatureSet set) {
    private static final int LETTERS = 8;

    private String id() {
        return set.name() + "-" + version();
    }

    private String version() {
        String version = set.plan().version();
        return version.substring(0, Math.min(LETTERS, version.length()));
    }

    String served() {
        return StandardTopics.served(id());
    }

    String settled() {
        return StandardTopics.settled(id());
    }

    String late() {
        return StandardTopics.LATE_EVENTS + "-" + version();
    }

    String deadLetters() {
        return StandardTopics.DEAD_LETTERS + "-" + version();
    }

    /** Options of its own: its results meet those of the old job nowhere. */
    List<String> apart() {
        return List.of(
                "--topic.served",
                served(),
                "--topic.settled",
                settled(),
                "--topic.late",
                late(),
                "--topic.dead-letters",
                deadLetters(),
                "--kafka.group",
                "evenflow-" + version(),
                "--kafka.transactional-id-prefix",
                "evenflow-" + version());
    }

    /** Whether the deployment is of this set and writes to its own topics. */
    boolean isShadow(Deployment deployment) {
        return settled().equals(JobOptionList.value(deployment.jobOptions(), "--topic.settled"));
    }
}
