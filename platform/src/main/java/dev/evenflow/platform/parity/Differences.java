package dev.evenflow.platform.parity;

import dev.evenflow.features.vector.VectorSchema;
import dev.evenflow.platform.PlatformException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;

/** What differs, in detail: how often by feature, and the first examples. Not thread-safe. */
final class Differences {
    /** More differing vectors than these are counted, but not looked into. */
    private static final int MAX_KEPT = 100_000;

    private final GenericDatumReader<GenericRecord> reader;
    private final Schema schema;
    private final int maxExamples;
    private final Map<Integer, byte[]> live = new HashMap<>();
    private final Map<String, Long> byFeature = new TreeMap<>();
    private final List<Example> examples = new ArrayList<>();
    private final Set<String> missing = new LinkedHashSet<>();
    private final Set<String> onlyLive = new LinkedHashSet<>();
    private final Set<String> settledTwice = new LinkedHashSet<>();
    private long lookedInto;

    Differences(Schema schema, int maxExamples) {
        this.schema = schema;
        this.reader = new GenericDatumReader<>(schema);
        this.maxExamples = maxExamples;
    }

    /** One value that differs; {@code null} as text where it is null. */
    record Example(String id, String feature, String batch, String live) {}

    void keepLive(int entry, byte[] bytes, int begin, int end) {
        if (live.size() < MAX_KEPT || live.containsKey(entry)) {
            live.put(entry, Arrays.copyOfRange(bytes, begin, end));
        }
    }

    void compare(int entry, String id, byte[] bytes, int begin, int end) {
        byte[] other = live.remove(entry);
        if (other == null) {
            return;
        }
        lookedInto++;
        GenericRecord batchVector = decode(bytes, begin, end - begin);
        GenericRecord liveVector = decode(other, 0, other.length);
        for (Schema.Field field : schema.getFields()) {
            Object batchValue = batchVector.get(field.pos());
            Object liveValue = liveVector.get(field.pos());
            if (field.name().equals(VectorSchema.EMISSION) || Objects.equals(batchValue, liveValue)) {
                continue;
            }
            byFeature.merge(field.name(), 1L, Long::sum);
            if (examples.size() < maxExamples) {
                examples.add(new Example(id, field.name(), String.valueOf(batchValue), String.valueOf(liveValue)));
            }
        }
    }

    void missing(String id) {
        keep(missing, id);
    }

    void onlyLive(String id) {
        keep(onlyLive, id);
    }

    void settledTwice(String id) {
        keep(settledTwice, id);
    }

    private void keep(Set<String> ids, String id) {
        if (ids.size() < maxExamples) {
            ids.add(id);
        }
    }

    private GenericRecord decode(byte[] bytes, int offset, int length) {
        try {
            return reader.read(null, DecoderFactory.get().binaryDecoder(bytes, offset, length, null));
        } catch (IOException e) {
            throw new PlatformException("a vector cannot be decoded: " + e.getMessage(), e);
        }
    }

    /** Differing values by field, over the vectors {@linkplain #lookedInto looked into}. */
    Map<String, Long> byFeature() {
        return byFeature;
    }

    List<Example> examples() {
        return examples;
    }

    Set<String> missing() {
        return missing;
    }

    Set<String> onlyLive() {
        return onlyLive;
    }

    Set<String> settledTwice() {
        return settledTwice;
    }

    long lookedInto() {
        return lookedInto;
    }

    long differingValues() {
        return byFeature.values().stream().mapToLong(Long::longValue).sum();
    }
}
