package dev.evenflow.quality.check;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.memory.Memory;
import org.apache.datasketches.quantilescommon.QuantileSearchCriteria;
import org.jspecify.annotations.Nullable;

/**
 * How many records were held against each rule and how many offended, with the first few offenders. By the ids of rules, so that tallies
 * of different versions of a contract merge. Mutable, not for several threads; a kilobyte or so for each rule that failed.
 *
 * <p>Bytes start with a version; those of an unknown one are refused.
 */
public final class RuleTally {
    /** Offenders that are kept of each rule: those with the lowest partition and offset, in whatever order parts are merged. */
    public static final int SAMPLES = 5;

    private static final byte VERSION = 1;
    private static final int MEASURES_K = 200;
    private static final Comparator<Sample> BY_PLACE =
            Comparator.comparingInt(Sample::partition).thenComparingLong(Sample::offset);

    /** @param value shortened; {@code (withheld)} of fields that may not be shown */
    public record Sample(int partition, long offset, String value) {}

    private static final class Entry {
        long evaluated;
        long failed;
        final List<Sample> samples = new ArrayList<>(0);

        @Nullable
        KllDoublesSketch measures;
    }

    private final TreeMap<String, Entry> rules = new TreeMap<>();
    /** The checks that were applied last, with their entries by position, and the records since. */
    private @Nullable RowChecks following;

    private Entry[] entries = {};
    private long pending;

    /** Counts one record for all rules of {@code checks}. */
    void counted(RowChecks checks) {
        if (following != checks) follow(checks);
        pending++;
    }

    private void follow(RowChecks checks) {
        settle();
        following = checks;
        entries = new Entry[checks.ids().size()];
        for (int i = 0; i < entries.length; i++)
            entries[i] = rules.computeIfAbsent(checks.ids().get(i), id -> new Entry());
    }

    private void settle() {
        for (Entry entry : entries) entry.evaluated += pending;
        pending = 0;
    }

    /** Counts an offence of the record counted last; whether its value would be kept as a sample. */
    boolean failed(int rule, int partition, long offset) {
        Entry entry = entries[rule];
        entry.failed++;
        return entry.samples.size() < SAMPLES
                || BY_PLACE.compare(new Sample(partition, offset, ""), entry.samples.get(SAMPLES - 1)) < 0;
    }

    void sample(int rule, Sample sample) {
        insert(entries[rule].samples, sample);
    }

    private static void insert(List<Sample> samples, Sample sample) {
        int at = samples.size();
        while (at > 0 && BY_PLACE.compare(sample, samples.get(at - 1)) < 0) at--;
        samples.add(at, sample);
        if (samples.size() > SAMPLES) samples.remove(SAMPLES);
    }

    /** Adds a measurement of a rule that is about a distribution, such as the delay of labels. */
    void measured(String rule, double value) {
        Entry entry = rules.computeIfAbsent(rule, id -> new Entry());
        KllDoublesSketch measures = entry.measures;
        if (measures == null) {
            measures = KllDoublesSketch.newHeapInstance(MEASURES_K);
            entry.measures = measures;
        }
        measures.update(value);
    }

    /** Records that were held against the rule; 0 where the rule is not known here. */
    public long evaluated(String rule) {
        settle();
        Entry entry = rules.get(rule);
        return entry == null ? 0 : entry.evaluated;
    }

    public long failed(String rule) {
        Entry entry = rules.get(rule);
        return entry == null ? 0 : entry.failed;
    }

    public List<Sample> samples(String rule) {
        Entry entry = rules.get(rule);
        return entry == null ? List.of() : List.copyOf(entry.samples);
    }

    /** How many values were measured for the rule. */
    public long measurements(String rule) {
        Entry entry = rules.get(rule);
        return entry == null || entry.measures == null ? 0 : entry.measures.getN();
    }

    /** A quantile of what was measured, within 1.65 percent of the rank; NaN without measurements. */
    public double quantile(String rule, double rank) {
        Entry entry = rules.get(rule);
        return entry == null || entry.measures == null || entry.measures.isEmpty()
                ? Double.NaN
                : entry.measures.getQuantile(rank, QuantileSearchCriteria.INCLUSIVE);
    }

    public void merge(RuleTally other) {
        settle();
        other.settle();
        for (Map.Entry<String, Entry> theirs : other.rules.entrySet()) {
            Entry into = rules.computeIfAbsent(theirs.getKey(), id -> new Entry());
            into.evaluated += theirs.getValue().evaluated;
            into.failed += theirs.getValue().failed;
            for (Sample sample : theirs.getValue().samples) insert(into.samples, sample);
            KllDoublesSketch measures = theirs.getValue().measures;
            if (measures == null) continue;
            if (into.measures == null) into.measures = KllDoublesSketch.newHeapInstance(MEASURES_K);
            into.measures.merge(measures);
        }
    }

    public byte[] toBytes() {
        settle();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeInt(rules.size());
            for (Map.Entry<String, Entry> rule : rules.entrySet()) {
                Entry entry = rule.getValue();
                out.writeUTF(rule.getKey());
                out.writeLong(entry.evaluated);
                out.writeLong(entry.failed);
                out.writeByte(entry.samples.size());
                for (Sample sample : entry.samples) {
                    out.writeInt(sample.partition());
                    out.writeLong(sample.offset());
                    out.writeUTF(sample.value());
                }
                byte[] measures = entry.measures == null ? new byte[0] : entry.measures.toByteArray();
                out.writeInt(measures.length);
                out.write(measures);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /** @throws IllegalArgumentException if another version wrote it, or it is cut short */
    public static RuleTally fromBytes(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            byte version = in.readByte();
            if (version != VERSION)
                throw new IllegalArgumentException(
                        "the tally of rules has version " + version + ", expected " + VERSION);
            RuleTally tally = new RuleTally();
            for (int n = in.readInt(); n > 0; n--) {
                Entry entry = new Entry();
                tally.rules.put(in.readUTF(), entry);
                entry.evaluated = in.readLong();
                entry.failed = in.readLong();
                for (int samples = in.readByte(); samples > 0; samples--)
                    entry.samples.add(new Sample(in.readInt(), in.readLong(), in.readUTF()));
                int length = in.readInt();
                if (length < 0 || length > in.available())
                    throw new IOException("measurements of " + length + " bytes");
                if (length > 0) entry.measures = KllDoublesSketch.heapify(Memory.wrap(in.readNBytes(length)));
            }
            return tally;
        } catch (IOException e) {
            throw new IllegalArgumentException("the tally of rules is cut short: " + bytes.length + " bytes", e);
        }
    }
}
