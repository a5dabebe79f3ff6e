package dev.evenflow.archive.store.dataset;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The labels of a place's inferences: all that were known, of which the time decides. */
final class Labels {
    private final Map<String, List<Label>> byInference = new HashMap<>();

    void add(String inferenceId, Label label) {
        // nearly all have one
        byInference.merge(inferenceId, List.of(label), (before, one) -> {
            List<Label> all = new java.util.ArrayList<>(before);
            all.addAll(one);
            return all;
        });
    }

    /** Whether the inference has any, however late. */
    boolean has(String inferenceId) {
        return byInference.containsKey(inferenceId);
    }

    /** The newest of those known by then, inclusive; null if there is none. */
    @Nullable
    Label knownBy(String inferenceId, long micros) {
        Label newest = null;
        for (Label label : byInference.getOrDefault(inferenceId, List.of())) {
            if (label.knownAt() <= micros && (newest == null || label.supersedes(newest))) {
                newest = label;
            }
        }
        return newest;
    }

    static long micros(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1_000);
    }
}
