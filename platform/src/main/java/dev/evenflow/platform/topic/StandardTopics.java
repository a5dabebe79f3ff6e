package dev.evenflow.platform.topic;

import dev.evenflow.operations.DeadLetter;
import dev.evenflow.operations.LateEvent;
import dev.evenflow.payments.FraudLabel;
import dev.evenflow.payments.Transaction;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.Schema;

/** The topics of fraud-features and what is in them. */
public final class StandardTopics {
    public static final String TRANSACTIONS = "transactions";
    public static final String FRAUD_LABELS = "fraud-labels";
    public static final String DEAD_LETTERS = "dead-letters";
    public static final String LATE_EVENTS = "late-events";

    private static final Map<String, String> CONFIG = Map.of(
            // events carry their own time; with it as the log's time, retention would delete history on arrival
            "message.timestamp.type",
            "LogAppendTime",
            // of each partition: a demo that is left running must not fill a laptop
            "retention.bytes",
            Long.toString(2L << 30));

    /** A refused record of the largest size must fit in with its reason around it. */
    private static final int DEAD_LETTER_BYTES = 4 << 20;

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

    public static String served(String featureSet) {
        return "features-" + featureSet + "-served";
    }

    public static String settled(String featureSet) {
        return "features-" + featureSet + "-settled";
    }

    public static TopicSpec spec(String topic, int partitions) {
        Map<String, String> config = new HashMap<>(CONFIG);
        if (topic.equals(DEAD_LETTERS)) {
            config.put("max.message.bytes", Integer.toString(DEAD_LETTER_BYTES));
        }
        return new TopicSpec(topic, partitions, config);
    }
}
