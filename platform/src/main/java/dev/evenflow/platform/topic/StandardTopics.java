package dev.evenflow.platform.topic;

import dev.evenflow.inference.ArchiveCommit;
import dev.evenflow.inference.InferenceFeedback;
import dev.evenflow.inference.InferenceRequest;
import dev.evenflow.inference.InferenceResponse;
import dev.evenflow.operations.DeadLetter;
import dev.evenflow.operations.LateEvent;
import dev.evenflow.payments.FraudLabel;
import dev.evenflow.payments.Transaction;
import dev.evenflow.quality.event.QualityIncident;
import dev.evenflow.quality.event.QualityScore;
import dev.evenflow.quality.event.QuarantinedRecord;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.Schema;

/** The topics of the jobs and what is in them. */
public final class StandardTopics {
    public static final String TRANSACTIONS = "transactions";
    public static final String FRAUD_LABELS = "fraud-labels";
    public static final String DEAD_LETTERS = "dead-letters";
    public static final String LATE_EVENTS = "late-events";
    public static final String INFERENCE_REQUESTS = "inference-requests";
    public static final String INFERENCE_RESPONSES = "inference-responses";
    public static final String INFERENCE_FEEDBACK = "inference-feedback";
    public static final String ARCHIVE_COMMITS = "archive-commits";
    public static final String QUALITY_SCORES = "quality-scores";
    public static final String QUALITY_INCIDENTS = "quality-incidents";
    public static final String QUARANTINE = "quarantine";

    private static final Map<String, String> CONFIG = Map.of(
            // events carry their own time; with it as the log's time, retention would delete history on arrival
            "message.timestamp.type",
            "LogAppendTime",
            // of each partition: a demo that is left running must not fill a laptop
            "retention.bytes",
            Long.toString(2L << 30));

    /** Prompts, answers and media come inline as well as by reference. */
    private static final int INFERENCE_BYTES = 64 << 20;

    /** A refused record of the largest size must fit in with its reason around it. */
    private static final int DEAD_LETTER_BYTES = INFERENCE_BYTES + (1 << 20);

    private static final Map<String, Integer> LARGEST = Map.of(
            DEAD_LETTERS,
            DEAD_LETTER_BYTES,
            QUARANTINE,
            DEAD_LETTER_BYTES,
            INFERENCE_REQUESTS,
            INFERENCE_BYTES,
            INFERENCE_RESPONSES,
            INFERENCE_BYTES);

    private StandardTopics() {}

    /** Topic → schema of its values, in order of flow; the feature topics are those of one feature set. */
    public static Map<String, Schema> schemas(String featureSet, Schema vector) {
        Map<String, Schema> schemas = inputsAndOperations();
        schemas.put(served(featureSet), vector);
        schemas.put(settled(featureSet), vector);
        return schemas;
    }

    /** Without a feature set. */
    public static Map<String, Schema> inputsAndOperations() {
        Map<String, Schema> schemas = new LinkedHashMap<>();
        schemas.put(TRANSACTIONS, Transaction.getClassSchema());
        schemas.put(FRAUD_LABELS, FraudLabel.getClassSchema());
        schemas.put(DEAD_LETTERS, DeadLetter.getClassSchema());
        schemas.put(LATE_EVENTS, LateEvent.getClassSchema());
        return schemas;
    }

    /** What the archive reads and writes. */
    public static Map<String, Schema> inferences() {
        Map<String, Schema> schemas = new LinkedHashMap<>();
        schemas.put(INFERENCE_REQUESTS, InferenceRequest.getClassSchema());
        schemas.put(INFERENCE_RESPONSES, InferenceResponse.getClassSchema());
        schemas.put(INFERENCE_FEEDBACK, InferenceFeedback.getClassSchema());
        schemas.put(ARCHIVE_COMMITS, ArchiveCommit.getClassSchema());
        schemas.put(DEAD_LETTERS, DeadLetter.getClassSchema());
        return schemas;
    }

    /** What the monitor writes. */
    public static Map<String, Schema> quality() {
        Map<String, Schema> schemas = new LinkedHashMap<>();
        schemas.put(QUALITY_SCORES, QualityScore.getClassSchema());
        schemas.put(QUALITY_INCIDENTS, QualityIncident.getClassSchema());
        schemas.put(QUARANTINE, QuarantinedRecord.getClassSchema());
        return schemas;
    }

    public static String served(String featureSet) {
        return "features-" + featureSet + "-served";
    }

    public static String settled(String featureSet) {
        return "features-" + featureSet + "-settled";
    }

    public static TopicSpec spec(String topic, int partitions) {
        Map<String, String> config = new HashMap<>(CONFIG);
        Integer largest = LARGEST.get(topic);
        if (largest != null) {
            config.put("max.message.bytes", Integer.toString(largest));
        }
        return new TopicSpec(topic, partitions, config);
    }
}
