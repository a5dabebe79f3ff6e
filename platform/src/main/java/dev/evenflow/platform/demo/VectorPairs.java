package dev.evenflow.platform.demo;

import dev.evenflow.platform.topic.TopicReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Brings together what was served and what was settled for the same transaction, and counts where they differ. Remembers
 * a bounded number of vectors that wait for their other half, the newest.
 */
final class VectorPairs {
    private static final int REMEMBERED = 50_000;
    private static final int SAMPLES = 200;

    private final List<String> features;
    private final Map<String, byte[]> served = new LinkedHashMap<>();
    private final Map<String, byte[]> settled = new LinkedHashMap<>();
    private final List<Pair> samples = new ArrayList<>();
    private long vectors;
    private long values;
    private long differingVectors;
    private long differingValues;

    /** @param features names of the fields that are compared */
    VectorPairs(List<String> features) {
        this.features = List.copyOf(features);
    }

    /** The same transaction, as served and as settled. */
    record Pair(String id, IndexedRecord served, IndexedRecord settled) {
        @Nullable
        Object servedValue(String field) {
            return value(served, field);
        }

        @Nullable
        Object settledValue(String field) {
            return value(settled, field);
        }
    }

    /** Whichever of the two is read first waits for the other: both become visible with the same checkpoint. */
    void served(String id, byte[] value, TopicReader servedReader, TopicReader settledReader) {
        byte[] other = settled.remove(id);
        if (other == null) {
            remember(served, id, value);
        } else {
            compare(new Pair(id, servedReader.record(value), settledReader.record(other)));
        }
    }

    void settled(String id, byte[] value, TopicReader servedReader, TopicReader settledReader) {
        byte[] other = served.remove(id);
        if (other == null) {
            remember(settled, id, value);
        } else {
            compare(new Pair(id, servedReader.record(other), settledReader.record(value)));
        }
    }

    private static void remember(Map<String, byte[]> waiting, String id, byte[] value) {
        waiting.put(id, value);
        if (waiting.size() > REMEMBERED) {
            waiting.remove(waiting.keySet().iterator().next());
        }
    }

    private void compare(Pair pair) {
        int differing = 0;
        for (String feature : features) {
            if (!Objects.equals(comparable(pair.servedValue(feature)), comparable(pair.settledValue(feature)))) {
                differing++;
            }
        }
        vectors++;
        values += features.size();
        differingVectors += differing > 0 ? 1 : 0;
        differingValues += differing;
        samples.add(pair);
        if (samples.size() > SAMPLES) {
            samples.remove(0);
        }
    }

    /** The newest pair with most to show: as few nulls as there are. */
    Optional<Pair> richest() {
        Pair richest = null;
        long fewest = Long.MAX_VALUE;
        for (Pair pair : samples) {
            long nulls = features.stream()
                    .filter(feature -> pair.settledValue(feature) == null)
                    .count();
            if (nulls <= fewest) {
                fewest = nulls;
                richest = pair;
            }
        }
        return Optional.ofNullable(richest);
    }

    /** The newest pair whose values differ. */
    Optional<Pair> differing() {
        for (int i = samples.size() - 1; i >= 0; i--) {
            Pair pair = samples.get(i);
            if (features.stream()
                    .anyMatch(feature -> !Objects.equals(
                            comparable(pair.servedValue(feature)), comparable(pair.settledValue(feature))))) {
                return Optional.of(pair);
            }
        }
        return Optional.empty();
    }

    long vectors() {
        return vectors;
    }

    long values() {
        return values;
    }

    long differingVectors() {
        return differingVectors;
    }

    long differingValues() {
        return differingValues;
    }

    private static @Nullable Object value(IndexedRecord record, String field) {
        Schema.Field found = record.getSchema().getField(field);
        return found == null ? null : record.get(found.pos());
    }

    /** Avro's own text type is equal to no string. */
    private static @Nullable Object comparable(@Nullable Object value) {
        return value instanceof CharSequence text ? text.toString() : value;
    }
}
