package dev.evenflow.platform.access;

import dev.evenflow.platform.topic.StandardTopics;
import java.util.List;

/** What those may do who are not jobs: no more than they need, from the start. */
public final class StandingRights {
    private StandingRights() {}

    /** Of a job: none, it gets its own when it is deployed. */
    public static List<Right> of(Principal principal) {
        return switch (principal) {
            case SIMULATOR ->
                List.of(
                        // where the last simulation ended
                        Right.read(StandardTopics.TRANSACTIONS),
                        Right.write(StandardTopics.TRANSACTIONS),
                        Right.write(StandardTopics.FRAUD_LABELS),
                        Right.write(StandardTopics.INFERENCE_REQUESTS),
                        Right.write(StandardTopics.INFERENCE_RESPONSES),
                        Right.write(StandardTopics.INFERENCE_FEEDBACK));
            case SCORER ->
                List.of(
                        Right.readAll("features-"),
                        Right.read(StandardTopics.FRAUD_LABELS),
                        Right.group("scorer"),
                        Right.write(StandardTopics.INFERENCE_REQUESTS),
                        Right.write(StandardTopics.INFERENCE_RESPONSES),
                        Right.write(StandardTopics.INFERENCE_FEEDBACK));
            case QUALITY_PAGE ->
                List.of(Right.read(StandardTopics.QUALITY_SCORES), Right.read(StandardTopics.QUALITY_INCIDENTS));
            case ADMIN, FRAUD_FEATURES, INFERENCE_ARCHIVE, QUALITY_MONITOR -> List.of();
        };
    }
}
