package dev.evenflow.quality.window;

import dev.evenflow.quality.check.RuleTally;
import dev.evenflow.quality.profile.KeySample;
import dev.evenflow.quality.profile.RecordProfile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that is gathered of a window of a dataset: profile, tallies of rules, samples of keys, what could not be read. Parts of
 * a window, from wherever they were gathered, merge into the same as if it had been gathered in one place. Mutable.
 */
public final class WindowProfile {
    private static final byte VERSION = 1;

    private final RecordProfile profile;
    private final RuleTally rules;
    private final TreeMap<String, KeySample> keys = new TreeMap<>();
    private final TreeMap<Integer, Long> perPartition = new TreeMap<>();
    private final TreeMap<String, Long> unreadable = new TreeMap<>();
    private final TreeMap<String, Steps> steps = new TreeMap<>();
    private GroupBook groups = new GroupBook();
    private long good;
    private long leastDelayMs = Long.MAX_VALUE;

    /** Event times that went back, as one rule of order counts them. */
    private record Steps(long count, long largestMs) {}

    public WindowProfile() {
        this(new RecordProfile(), new RuleTally());
    }

    private WindowProfile(RecordProfile profile, RuleTally rules) {
        this.profile = profile;
        this.rules = rules;
    }

    public RecordProfile profile() {
        return profile;
    }

    public RuleTally rules() {
        return rules;
    }

    public GroupBook groups() {
        return groups;
    }

    /** Counts a record that could be read. @param delayMs from the log's time to when it was read */
    public void counted(int partition, boolean isGood, long delayMs) {
        perPartition.merge(partition, 1L, Long::sum);
        if (isGood) good++;
        leastDelayMs = Math.min(leastDelayMs, delayMs);
    }

    /** Counts a record that could not be read, or not as its contract says. */
    public void unreadable(String reason, long delayMs) {
        unreadable.merge(reason, 1L, Long::sum);
        leastDelayMs = Math.min(leastDelayMs, delayMs);
    }

    /** Adds the hash of a record's key; {@link dev.evenflow.quality.profile.KeyHash#NONE} where it has none. */
    public void key(String name, long hash) {
        KeySample sample = keys.get(name);
        if (sample == null) {
            sample = new KeySample();
            keys.put(name, sample);
        }
        sample.add(hash);
    }

    /** Counts a step back of event time that a rule of order does not allow. */
    public void stepBack(String rule, long byMs) {
        steps.merge(rule, new Steps(1, byMs), WindowProfile::sum);
    }

    private static Steps sum(Steps a, Steps b) {
        return new Steps(a.count + b.count, Math.max(a.largestMs, b.largestMs));
    }

    /** Records of the window, unreadable ones not included. */
    public long records() {
        long records = 0;
        for (long each : perPartition.values()) records += each;
        return records;
    }

    public long unreadableRecords() {
        long records = 0;
        for (long each : unreadable.values()) records += each;
        return records;
    }

    /** Records that kept every rule that quarantines. */
    public long good() {
        return good;
    }

    public Map<String, Long> unreadable() {
        return unreadable;
    }

    public Map<String, KeySample> keys() {
        return keys;
    }

    public long stepsBack(String rule) {
        Steps of = steps.get(rule);
        return of == null ? 0 : of.count;
    }

    public long largestStepBackMs(String rule) {
        Steps of = steps.get(rule);
        return of == null ? 0 : of.largestMs;
    }

    /** The shortest time between a record's entry into the log and its reading; large where history was read. */
    public long leastDelayMs() {
        return leastDelayMs;
    }

    public void merge(WindowProfile other) {
        profile.merge(other.profile);
        rules.merge(other.rules);
        other.keys.forEach((name, sample) -> keys.merge(name, sample, (ours, theirs) -> {
            ours.merge(theirs);
            return ours;
        }));
        other.perPartition.forEach((partition, count) -> perPartition.merge(partition, count, Long::sum));
        other.unreadable.forEach((reason, count) -> unreadable.merge(reason, count, Long::sum));
        other.steps.forEach((rule, count) -> steps.merge(rule, count, WindowProfile::sum));
        groups.merge(other.groups);
        good += other.good;
        leastDelayMs = Math.min(leastDelayMs, other.leastDelayMs);
    }

    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(8 << 10);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            part(out, profile.toBytes());
            part(out, rules.toBytes());
            out.writeInt(keys.size());
            for (Map.Entry<String, KeySample> key : keys.entrySet()) {
                out.writeUTF(key.getKey());
                part(out, key.getValue().toBytes());
            }
            out.writeInt(perPartition.size());
            for (Map.Entry<Integer, Long> partition : perPartition.entrySet()) {
                out.writeInt(partition.getKey());
                out.writeLong(partition.getValue());
            }
            out.writeInt(unreadable.size());
            for (Map.Entry<String, Long> reason : unreadable.entrySet()) {
                out.writeUTF(reason.getKey());
                out.writeLong(reason.getValue());
            }
            out.writeInt(steps.size());
            for (Map.Entry<String, Steps> rule : steps.entrySet()) {
                out.writeUTF(rule.getKey());
                out.writeLong(rule.getValue().count);
                out.writeLong(rule.getValue().largestMs);
            }
            groups.write(out);
            out.writeLong(good);
            out.writeLong(leastDelayMs);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /** @throws IllegalArgumentException if another version wrote it, or it is cut short */
    public static WindowProfile fromBytes(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            byte version = in.readByte();
            if (version != VERSION)
                throw new IllegalArgumentException(
                        "the profile of a window has version " + version + ", expected " + VERSION);
            WindowProfile window = new WindowProfile(RecordProfile.fromBytes(part(in)), RuleTally.fromBytes(part(in)));
            for (int n = in.readInt(); n > 0; n--) window.keys.put(in.readUTF(), KeySample.fromBytes(part(in)));
            for (int n = in.readInt(); n > 0; n--) window.perPartition.put(in.readInt(), in.readLong());
            for (int n = in.readInt(); n > 0; n--) window.unreadable.put(in.readUTF(), in.readLong());
            for (int n = in.readInt(); n > 0; n--)
                window.steps.put(in.readUTF(), new Steps(in.readLong(), in.readLong()));
            window.groups = GroupBook.read(in);
            window.good = in.readLong();
            window.leastDelayMs = in.readLong();
            return window;
        } catch (IOException e) {
            throw new IllegalArgumentException("the profile of a window is cut short: " + bytes.length + " bytes", e);
        }
    }

    private static void part(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] part(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available())
            throw new IOException("a part of " + length + " bytes, where " + in.available() + " are left");
        return in.readNBytes(length);
    }
}
