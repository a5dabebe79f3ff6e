package dev.evenflow.scorer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;

/**
 * Feature vectors with what was known of them at a time, in order of (event time, id).
 *
 * @param names of the features, in the order of a row's inputs
 */
record TrainingSet(String featureSet, String version, List<String> names, List<Row> rows) {

    /** @param inputs of the model, one for each name; NaN where the feature is null */
    record Row(String id, long eventTime, float[] inputs, boolean isFraud) {}

    TrainingSet {
        rows = List.copyOf(rows);
        names = List.copyOf(names);
    }

    /** What is said of a transaction: the newest label that is known counts, of several at once the one with the last id. */
    private record Verdict(long knownAt, String labelId, boolean isFraud) {
        Verdict newer(Verdict other) {
            int order = Comparator.comparingLong(Verdict::knownAt)
                    .thenComparing(Verdict::labelId)
                    .compare(this, other);
            return order >= 0 ? this : other;
        }
    }

    /**
     * @param asOf epoch milliseconds: labels that became known later do not exist
     * @param youngest epoch milliseconds: transactions after it are left out, for their fraud is not known yet
     */
    static TrainingSet read(AvroFiles vectors, AvroFiles labels, long asOf, long youngest) {
        Schema schema = vectors.schema();
        FeatureLayout layout = FeatureLayout.allOf(schema);
        Map<String, Verdict> verdicts = verdicts(labels, asOf);
        List<Row> rows = new ArrayList<>();
        List<String> versions = new ArrayList<>();
        vectors.forEach(vector -> {
            if (versions.isEmpty()) {
                versions.add(layout.version(vector));
            } else if (!versions.get(0).equals(layout.version(vector))) {
                throw new ScorerException("vector " + layout.id(vector) + " is of feature-set version "
                        + layout.version(vector) + ", expected " + versions.get(0) + " as of the others");
            }
            if (layout.eventTime(vector) <= youngest) {
                float[] inputs = new float[layout.names().size()];
                FeatureLayout.toInputs(layout.values(vector), inputs, 0);
                String id = layout.id(vector);
                Verdict verdict = verdicts.get(id);
                rows.add(new Row(id, layout.eventTime(vector), inputs, verdict != null && verdict.isFraud()));
            }
        });
        rows.sort(Comparator.comparingLong(Row::eventTime).thenComparing(Row::id));
        String name = schema.getProp("evenflow.feature-set");
        return new TrainingSet(
                name == null ? schema.getName() : name,
                versions.isEmpty() ? "" : versions.get(0),
                layout.names(),
                rows);
    }

    private static Map<String, Verdict> verdicts(AvroFiles labels, long asOf) {
        Schema schema = labels.schema();
        Map<String, Verdict> verdicts = new HashMap<>();
        labels.forEach(label -> {
            long knownAt = (Long) value(schema, label, "known_at");
            if (knownAt <= asOf) {
                verdicts.merge(
                        value(schema, label, "transaction_id").toString(),
                        new Verdict(knownAt, value(schema, label, "label_id").toString(), (Boolean)
                                value(schema, label, "is_fraud")),
                        Verdict::newer);
            }
        });
        return verdicts;
    }

    /** The newest moment that anything in the files is of. */
    static long newest(AvroFiles labels) {
        Schema schema = labels.schema();
        long[] newest = {Long.MIN_VALUE};
        labels.forEach(label -> newest[0] = Math.max(newest[0], (Long) value(schema, label, "known_at")));
        return newest[0];
    }

    private static Object value(Schema schema, IndexedRecord record, String field) {
        Schema.Field found = schema.getField(field);
        if (found == null) {
            throw new ScorerException("--labels: " + schema.getFullName() + " has no field '" + field
                    + "', expected dev.evenflow.payments.FraudLabel");
        }
        return record.get(found.pos());
    }

    long frauds() {
        return rows.stream().filter(Row::isFraud).count();
    }

    /** The oldest part of the rows, and the rest: a model is judged by what came after what it learned from. */
    List<TrainingSet> split(double share) {
        int first = (int) Math.round(rows.size() * share);
        return List.of(
                new TrainingSet(featureSet, version, names, rows.subList(0, first)),
                new TrainingSet(featureSet, version, names, rows.subList(first, rows.size())));
    }

    /** Row after row. */
    float[] inputs() {
        float[] all = new float[rows.size() * names.size()];
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(rows.get(i).inputs(), 0, all, i * names.size(), names.size());
        }
        return all;
    }

    boolean[] labels() {
        boolean[] labels = new boolean[rows.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = rows.get(i).isFraud();
        }
        return labels;
    }
}
