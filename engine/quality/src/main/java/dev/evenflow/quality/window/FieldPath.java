package dev.evenflow.quality.window;

import java.time.Instant;
import java.time.LocalDate;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** Where a field is in the records of one schema, by positions; resolved once for each schema. */
public final class FieldPath {
    private static final long DAY_MS = 86_400_000;

    private final int[] positions;
    private final String logicalType;

    private FieldPath(int[] positions, String logicalType) {
        this.positions = positions;
        this.logicalType = logicalType;
    }

    /** @param path names joined by dots; null is returned where the schema has no such field */
    public static @Nullable FieldPath of(Schema schema, String path) {
        String[] names = path.split("\\.", -1);
        int[] positions = new int[names.length];
        Schema at = schema;
        for (int i = 0; i < names.length; i++) {
            Schema.Field field = at.getType() == Schema.Type.RECORD ? at.getField(names[i]) : null;
            if (field == null) return null;
            positions[i] = field.pos();
            at = notNull(field.schema());
        }
        LogicalType logical = at.getLogicalType();
        return new FieldPath(positions, logical == null ? "" : logical.getName());
    }

    private static Schema notNull(Schema schema) {
        if (schema.getType() == Schema.Type.UNION)
            for (Schema branch : schema.getTypes()) if (branch.getType() != Schema.Type.NULL) return branch;
        return schema;
    }

    public @Nullable Object value(IndexedRecord record) {
        Object value = record;
        for (int position : positions) {
            if (value == null) return null;
            value = ((IndexedRecord) value).get(position);
        }
        return value;
    }

    /** The value as milliseconds since 1970; {@link PartitionNews#NONE} where it is null or no time. */
    public long millis(IndexedRecord record) {
        Object value = value(record);
        if (value instanceof Number number) {
            long time = number.longValue();
            if (logicalType.endsWith("micros")) return Math.floorDiv(time, 1_000);
            if (logicalType.endsWith("nanos")) return Math.floorDiv(time, 1_000_000);
            return logicalType.equals("date") ? time * DAY_MS : time;
        }
        if (value instanceof Instant instant) return instant.toEpochMilli();
        return value instanceof LocalDate date ? date.toEpochDay() * DAY_MS : PartitionNews.NONE;
    }
}
