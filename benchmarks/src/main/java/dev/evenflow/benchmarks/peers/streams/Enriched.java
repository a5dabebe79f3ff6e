package dev.evenflow.benchmarks.peers.streams;

import dev.evenflow.payments.Transaction;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** A transaction on its way through the entities, with the features it has so far. */
record Enriched(Transaction transaction, GenericRecord vector) {

    void set(String feature, @Nullable Object value) {
        vector.put(feature, value);
    }

    long time() {
        return transaction.getEventTime().toEpochMilli();
    }

    double amount() {
        return transaction.getAmount().doubleValue();
    }

    @Nullable
    Double number(String feature) {
        Object value = vector.get(feature);
        return value == null ? null : ((Number) value).doubleValue();
    }
}
