package dev.evenflow.platform.history;

import dev.evenflow.payments.FraudLabel;
import dev.evenflow.payments.Transaction;
import dev.evenflow.platform.topic.StandardTopics;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * A transaction or a label at the time at which a reader of the topics may see it: a transaction's event time, a label's
 * {@code known_at}.
 *
 * @param timeMillis epoch milliseconds
 * @param key of the Kafka record: the customer
 */
public record HistoryEvent(Flow flow, long timeMillis, String key, SpecificRecord value) {

    /** The two topics of a history, and the directories of its files. */
    public enum Flow {
        TRANSACTIONS(StandardTopics.TRANSACTIONS, "transactions", Transaction.getClassSchema()),
        LABELS(StandardTopics.FRAUD_LABELS, "labels", FraudLabel.getClassSchema());

        private final String topic;
        private final String directory;
        private final Schema schema;

        Flow(String topic, String directory, Schema schema) {
            this.topic = topic;
            this.directory = directory;
            this.schema = schema;
        }

        public String topic() {
            return topic;
        }

        public String directory() {
            return directory;
        }

        public Schema schema() {
            return schema;
        }
    }

    public static HistoryEvent of(Transaction transaction) {
        return new HistoryEvent(
                Flow.TRANSACTIONS, transaction.getEventTime().toEpochMilli(), transaction.getCustomerId(), transaction);
    }

    /** A label that names no customer is keyed by its transaction. */
    public static HistoryEvent of(FraudLabel label) {
        String customer = label.getCustomerId();
        return new HistoryEvent(
                Flow.LABELS,
                label.getKnownAt().toEpochMilli(),
                customer == null ? label.getTransactionId() : customer,
                label);
    }
}
