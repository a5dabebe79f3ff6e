package dev.evenflow.quality.profile;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * The profiles of the fields of some records, by name: schemas may change between records and between parts that are merged. Memory is
 * bounded by the number of fields, some 50 KB each at most. Not for several threads, also when only read.
 *
 * <p>Bytes start with a version; those of an unknown one are refused.
 */
public final class RecordProfile {
    static final int VERSION = 1;

    private long records;
    /** A field that changed its kind between schemas has a profile of each. */
    private final Map<String, Map<FieldKind, FieldProfile>> byName = new LinkedHashMap<>();

    private @Nullable ProfilePlan plan;
    private ProfileField[] fields = new ProfileField[0];
    private FieldProfile[] profiles = new FieldProfile[0];

    public void add(ProfilePlan plan, IndexedRecord record) {
        if (plan != this.plan) {
            follow(plan);
        }
        records++;
        for (int i = 0; i < fields.length; i++) {
            fields[i].read(record, profiles[i]);
        }
    }

    private void follow(ProfilePlan next) {
        plan = next;
        fields = next.fields();
        profiles = new FieldProfile[fields.length];
        for (int i = 0; i < fields.length; i++) {
            profiles[i] = profile(fields[i].name(), fields[i].kind());
        }
    }

    private FieldProfile profile(String name, FieldKind kind) {
        return byName.computeIfAbsent(name, key -> new EnumMap<>(FieldKind.class))
                .computeIfAbsent(kind, FieldProfile::new);
    }

    public void merge(RecordProfile other) {
        records += other.records;
        other.byName.forEach((name, kinds) ->
                kinds.forEach((kind, theirs) -> profile(name, kind).merge(theirs)));
    }

    public long records() {
        return records;
    }

    /** By dotted name, in the order in which they came; of a field whose type changed, what has most values. */
    public Map<String, FieldProfile> fields() {
        Map<String, FieldProfile> result = new LinkedHashMap<>();
        byName.forEach((name, kinds) -> result.put(name, largest(kinds)));
        return Collections.unmodifiableMap(result);
    }

    /** Null where no record had the field. */
    public @Nullable FieldProfile field(String name) {
        Map<FieldKind, FieldProfile> kinds = byName.get(name);
        return kinds == null ? null : largest(kinds);
    }

    private static FieldProfile largest(Map<FieldKind, FieldProfile> kinds) {
        FieldProfile largest = null;
        for (FieldProfile profile : kinds.values()) {
            if (largest == null || profile.count() > largest.count()) {
                largest = profile;
            }
        }
        if (largest == null) {
            throw new IllegalStateException("profile: a field without a kind");
        }
        return largest;
    }

    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeLong(records);
            out.writeInt(byName.values().stream().mapToInt(Map::size).sum());
            for (Map.Entry<String, Map<FieldKind, FieldProfile>> field : byName.entrySet()) {
                for (FieldProfile profile : field.getValue().values()) {
                    Frames.writeText(out, field.getKey());
                    profile.write(out);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    public static RecordProfile fromBytes(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readByte();
            if (version != VERSION) {
                throw new IllegalArgumentException(
                        "profile: version " + version + " of its bytes, expected " + VERSION);
            }
            RecordProfile profile = new RecordProfile();
            profile.records = in.readLong();
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                String name = Frames.readText(in);
                FieldProfile field = FieldProfile.read(in);
                profile.byName
                        .computeIfAbsent(name, key -> new EnumMap<>(FieldKind.class))
                        .put(field.kind(), field);
            }
            return profile;
        } catch (IOException e) {
            throw new UncheckedIOException("profile: its bytes end too early or are none of a profile", e);
        }
    }
}
