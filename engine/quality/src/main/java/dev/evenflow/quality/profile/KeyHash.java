package dev.evenflow.quality.profile;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** The hash of a record's key, equal for equal values of the key's fields in the same order, whatever schema they were written with. Safe for several threads. */
public final class KeyHash {
    /** Stands for a key of which a field is null: such a record has no key. */
    public static final long NONE = 0;

    private final int[][] paths;

    private KeyHash(int[][] paths) {
        this.paths = paths;
    }

    /** @param fields dotted names, at least one; each must be in the schema */
    public static KeyHash of(Schema schema, List<String> fields) {
        if (fields.isEmpty()) {
            throw new IllegalArgumentException("key: at least one field was expected");
        }
        int[][] paths = new int[fields.size()][];
        for (int i = 0; i < paths.length; i++) {
            paths[i] = path(schema, fields.get(i));
        }
        return new KeyHash(paths);
    }

    private static int[] path(Schema schema, String name) {
        String[] steps = name.split("\\.");
        int[] path = new int[steps.length];
        Schema at = schema;
        for (int i = 0; i < steps.length; i++) {
            Schema.Field field = at.getType() == Schema.Type.RECORD ? at.getField(steps[i]) : null;
            if (field == null) {
                throw new IllegalArgumentException("key: no field " + name + " in " + schema.getFullName());
            }
            path[i] = field.pos();
            at = notNull(field.schema());
        }
        return path;
    }

    private static Schema notNull(Schema schema) {
        if (schema.getType() == Schema.Type.UNION) {
            for (Schema branch : schema.getTypes()) {
                if (branch.getType() != Schema.Type.NULL) {
                    return branch;
                }
            }
        }
        return schema;
    }

    /** {@link #NONE} where a field of the key is null. */
    public long hash(IndexedRecord record) {
        long hash = 0;
        for (int i = 0; i < paths.length; i++) {
            Object value = value(record, paths[i]);
            if (value == null) {
                return NONE;
            }
            long next = hash(value);
            hash = i == 0 ? next : ValueHash.combine(hash, next);
        }
        return hash == NONE ? 1 : hash;
    }

    private static @Nullable Object value(IndexedRecord record, int[] path) {
        Object value = record;
        for (int position : path) {
            if (value == null) {
                return null;
            }
            value = ((IndexedRecord) value).get(position);
        }
        return value;
    }

    private static long hash(Object value) {
        if (value instanceof CharSequence text) {
            return ValueHash.of(text);
        }
        if (value instanceof Long || value instanceof Integer) {
            return ValueHash.of(((Number) value).longValue());
        }
        if (value instanceof Double || value instanceof Float) {
            return ValueHash.of(((Number) value).doubleValue());
        }
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return ValueHash.of(bytes, 0, bytes.length);
        }
        if (value instanceof GenericFixed fixed) {
            return ValueHash.of(fixed.bytes(), 0, fixed.bytes().length);
        }
        return ValueHash.of(value.toString());
    }
}
