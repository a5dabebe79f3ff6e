package dev.evenflow.quality.check;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** Reads one field, nested or not, by positions that were looked up once. A field that the schema does not have is always null. */
public final class FieldReader {
    /** Where there is no time. */
    public static final long NO_TIME = Long.MIN_VALUE;

    private static final long DAY_MS = 86_400_000;
    private static final int[] NOWHERE = {};

    private final int[] positions;
    private final @Nullable Schema schema;

    private FieldReader(int[] positions, @Nullable Schema schema) {
        this.positions = positions;
        this.schema = schema;
    }

    /** @param path names joined by dots */
    public static FieldReader of(Schema record, String path) {
        String[] names = path.split("\\.", -1);
        int[] positions = new int[names.length];
        Schema at = record;
        for (int i = 0; i < names.length; i++) {
            Schema.Field field = at.getType() == Schema.Type.RECORD ? at.getField(names[i]) : null;
            if (field == null) return new FieldReader(NOWHERE, null);
            positions[i] = field.pos();
            at = present(field.schema());
        }
        return new FieldReader(positions, at);
    }

    /** What a value that is not null has: the only other branch of a union, or the union of several. */
    static Schema present(Schema schema) {
        if (schema.getType() != Schema.Type.UNION) return schema;
        List<Schema> branches = new ArrayList<>();
        for (Schema branch : schema.getTypes()) if (branch.getType() != Schema.Type.NULL) branches.add(branch);
        return branches.size() == 1 ? branches.get(0) : schema;
    }

    public boolean exists() {
        return schema != null;
    }

    /** Of the value; null where the field does not exist. */
    @Nullable
    Schema schema() {
        return schema;
    }

    public @Nullable Object read(IndexedRecord record) {
        if (positions.length == 0) return null;
        IndexedRecord at = record;
        int last = positions.length - 1;
        for (int i = 0; i < last; i++) {
            Object next = at.get(positions[i]);
            if (!(next instanceof IndexedRecord nested)) return null;
            at = nested;
        }
        return at.get(positions[last]);
    }

    /** The value as milliseconds since 1970; {@link #NO_TIME} where it is null or no time. */
    public long millis(IndexedRecord record) {
        Object value = read(record);
        if (value instanceof Number number) {
            LogicalType logical = schema == null ? null : schema.getLogicalType();
            String unit = logical == null ? "" : logical.getName();
            long time = number.longValue();
            if (unit.endsWith("micros")) return Math.floorDiv(time, 1_000);
            if (unit.endsWith("nanos")) return Math.floorDiv(time, 1_000_000);
            return unit.equals("date") ? time * DAY_MS : time;
        }
        if (value instanceof Instant instant) return instant.toEpochMilli();
        return value instanceof LocalDate date ? date.toEpochDay() * DAY_MS : NO_TIME;
    }
}
