package dev.evenflow.quality.skew;

import dev.evenflow.quality.skew.Values.Value;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Comparisons of one rule: how many pairs of records were compared, and how each feature fared. Merges. Not for several
 * threads.
 */
public final class ComparisonTally {
    private static final int VERSION = 1;

    private final String rule;
    private final SortedMap<String, FeatureTally> features = new TreeMap<>();
    private long pairs;
    private long differingPairs;
    private long unpaired;
    private long lastMs = Long.MIN_VALUE;

    public ComparisonTally(String rule) {
        this.rule = rule;
    }

    /** Compares what both sides have. */
    void add(Map<String, Value> here, Map<String, Value> there, Tolerance tolerance, long atMs) {
        pairs++;
        lastMs = Math.max(lastMs, atMs);
        boolean differs = false;
        for (Map.Entry<String, Value> entry : here.entrySet()) {
            Value b = there.get(entry.getKey());
            if (b == null) continue;
            Value a = entry.getValue();
            boolean same = tolerance.same(a, b);
            differs |= !same;
            double difference = Tolerance.difference(a, b);
            double counted = Double.isFinite(difference) ? difference : 0;
            FeatureTally one = new FeatureTally(
                    1,
                    same ? 0 : 1,
                    !a.isNull() && b.isNull() ? 1 : 0,
                    a.isNull() && !b.isNull() ? 1 : 0,
                    counted,
                    counted);
            features.merge(entry.getKey(), one, FeatureTally::and);
        }
        if (differs) differingPairs++;
    }

    void alone(long atMs) {
        unpaired++;
        lastMs = Math.max(lastMs, atMs);
    }

    public String rule() {
        return rule;
    }

    /** By name, those that both topics have. */
    public SortedMap<String, FeatureTally> features() {
        return Collections.unmodifiableSortedMap(features);
    }

    public long pairs() {
        return pairs;
    }

    /** Pairs in which at least one feature differs. */
    public long differingPairs() {
        return differingPairs;
    }

    /** Records whose partner did not come in time; whether that is allowed is for a rule of reconciliation. */
    public long unpaired() {
        return unpaired;
    }

    /** The log's time of the last comparison; {@link Long#MIN_VALUE} without any. */
    public long lastMs() {
        return lastMs;
    }

    public boolean isEmpty() {
        return pairs == 0 && unpaired == 0;
    }

    /** @throws IllegalArgumentException if the other one is of another rule */
    public void merge(ComparisonTally other) {
        if (!rule.equals(other.rule))
            throw new IllegalArgumentException("tally of rule " + other.rule + ", expected one of rule " + rule);
        other.features.forEach((name, feature) -> features.merge(name, feature, FeatureTally::and));
        pairs += other.pairs;
        differingPairs += other.differingPairs;
        unpaired += other.unpaired;
        lastMs = Math.max(lastMs, other.lastMs);
    }

    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 * features.size() + 64);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeUTF(rule);
            out.writeLong(pairs);
            out.writeLong(differingPairs);
            out.writeLong(unpaired);
            out.writeLong(lastMs);
            out.writeInt(features.size());
            for (Map.Entry<String, FeatureTally> feature : features.entrySet()) {
                out.writeUTF(feature.getKey());
                feature.getValue().write(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /** @throws IllegalArgumentException on bytes of an unknown version, or broken ones */
    public static ComparisonTally fromBytes(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readUnsignedByte();
            if (version != VERSION)
                throw new IllegalArgumentException(
                        "comparison tally of version " + version + ", expected version " + VERSION);
            ComparisonTally tally = new ComparisonTally(in.readUTF());
            tally.pairs = in.readLong();
            tally.differingPairs = in.readLong();
            tally.unpaired = in.readLong();
            tally.lastMs = in.readLong();
            for (int i = in.readInt(); i > 0; i--) tally.features.put(in.readUTF(), FeatureTally.read(in));
            return tally;
        } catch (IOException e) {
            throw new IllegalArgumentException("comparison tally: the bytes are cut short or broken", e);
        }
    }
}
