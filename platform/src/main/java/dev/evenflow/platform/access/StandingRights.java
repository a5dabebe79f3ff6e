package dev.evenflow.platform.access;

import dev.evenflow.platform.topic.FeatureSet;
import dev.evenflow.platform.topic.StandardTopics;
import java.util.List;

/** What those may do who are not jobs: no more than they need, from the start; of tables, once somebody reads their changes. */
public final class StandingRights {
    private StandingRights() {}

    /** To capture the tables of a feature set. */
    public static List<Right> ofCapture(FeatureSet set) {
        return set.plan().changelogs().stream()
                .map(each -> Right.write(each.topic()))
                .toList();
    }

    /** Of a job, and of who captures its tables: none, both get theirs when it is deployed. */
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
            case ADMIN, CHANGE_CAPTURE, FRAUD_FEATURES, INFERENCE_ARCHIVE, QUALITY_MONITOR -> List.of();
        };
    }
}
