package dev.evenflow.platform.chaos;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Every event that was sent, by what has to become of it. Thread-safe. */
final class Sent {
    private final Set<String> transactions = new HashSet<>();
    private final Set<String> late = new HashSet<>();
    private final Map<RecordDigest, Integer> poison = new HashMap<>();
    private final Map<String, Inferences> inferences = new HashMap<>();
    private long repeatedTransactions;
    private long labels;
    private long rows;

    /** Records of one topic of inferences. */
    record Inferences(long originals, long repeated, long poison) {
        static final Inferences NONE = new Inferences(0, 0, 0);

        Inferences plus(long moreOriginals, long moreRepeated, long morePoison) {
            return new Inferences(originals + moreOriginals, repeated + moreRepeated, poison + morePoison);
        }

        long records() {
            return originals + repeated + poison;
        }
    }

    /** A good one in time: it must be settled and served once. */
    synchronized void transaction(String id) {
        transactions.add(id);
    }

    /** A good one that comes after its watermark: it must be served once, and be among the late. */
    synchronized void late(String id) {
        late.add(id);
    }

    /** The same again, byte for byte: nothing may come of it. */
    synchronized void repeatedTransaction() {
        repeatedTransactions++;
    }

    synchronized void label() {
        labels++;
    }

    /** It must come back as a dead letter, key and value byte for byte. */
    synchronized void poison(RecordDigest record) {
        poison.merge(record, 1, Integer::sum);
    }

    synchronized void inference(String topic, long originals, long repeated, long poisoned) {
        inferences.merge(
                topic,
                Inferences.NONE.plus(originals, repeated, poisoned),
                (sum, one) -> sum.plus(one.originals(), one.repeated(), one.poison()));
    }

    /** One more row that the archive must have. */
    synchronized void row() {
        rows++;
    }

    synchronized Set<String> transactions() {
        return Set.copyOf(transactions);
    }

    synchronized Set<String> late() {
        return Set.copyOf(late);
    }

    synchronized int lateCount() {
        return late.size();
    }

    synchronized Map<RecordDigest, Integer> poison() {
        return Map.copyOf(poison);
    }

    synchronized long poisonCount() {
        return poison.values().stream().mapToLong(count -> count).sum();
    }

    synchronized Map<String, Inferences> inferences() {
        return Collections.unmodifiableMap(new HashMap<>(inferences));
    }

    synchronized long inferenceRecords() {
        return inferences.values().stream().mapToLong(Inferences::records).sum();
    }

    synchronized long repeatedTransactions() {
        return repeatedTransactions;
    }

    synchronized long labels() {
        return labels;
    }

    synchronized long rows() {
        return rows;
    }
}
