package dev.evenflow.quality.profile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Which fields of a schema are profiled and how each is read: all of them, those of nested records by dotted names, except the
 * skipped. Arrays and maps are profiled by their size. Made once per writer schema; safe for several threads.
 */
public final class ProfilePlan {
    private final Schema schema;
    private final ProfileField[] fields;

    private ProfilePlan(Schema schema, List<ProfileField> fields) {
        this.schema = schema;
        this.fields = fields.toArray(new ProfileField[0]);
    }

    /** @param skip dotted names; of a record its fields are skipped too. A name that the schema does not have is none of it */
    public static ProfilePlan of(Schema schema, Set<String> skip) {
        return of(schema, skip, Set.of());
    }

    /** @param withheld fields (or records) whose values must not be in a profile: they are measured and counted, but none is kept */
    public static ProfilePlan of(Schema schema, Set<String> skip, Set<String> withheld) {
        if (schema.getType() != Schema.Type.RECORD) {
            throw new IllegalArgumentException("profile: a record schema was expected, not " + schema.getType());
        }
        List<ProfileField> fields = new ArrayList<>();
        new Walk(skip, withheld, fields).record(schema, "", new int[0], true, new HashSet<>());
        return new ProfilePlan(schema, fields);
    }

    public Schema schema() {
        return schema;
    }

    /** Dotted names, in the order of the schema. */
    public List<String> fieldNames() {
        List<String> names = new ArrayList<>();
        for (ProfileField field : fields) {
            names.add(field.name());
        }
        return names;
    }

    ProfileField[] fields() {
        return fields;
    }

    private record Walk(Set<String> skip, Set<String> withheld, List<ProfileField> into) {
        void record(Schema schema, String prefix, int[] path, boolean named, Set<String> above) {
            if (!above.add(schema.getFullName())) {
                return; // a record within itself has no end
            }
            for (Schema.Field field : schema.getFields()) {
                String name = prefix + field.name();
                if (!skip.contains(name)) {
                    int[] to = Arrays.copyOf(path, path.length + 1);
                    to[path.length] = field.pos();
                    field(field.schema(), name, to, named && !withheld.contains(name), above);
                }
            }
            above.remove(schema.getFullName());
        }

        private void field(Schema schema, String name, int[] path, boolean named, Set<String> above) {
            Schema value = branch(schema);
            if (value == null) {
                into.add(new ProfileField(name, FieldKind.TEXT, path, 0, 1, named));
            } else if (value.getType() == Schema.Type.RECORD) {
                record(value, name + ".", path, named, above);
            } else {
                LogicalType logical = value.getLogicalType();
                FieldKind kind = kind(value);
                int scale = logical instanceof LogicalTypes.Decimal decimal ? decimal.getScale() : 0;
                into.add(new ProfileField(
                        name, kind, path, scale, kind == FieldKind.TIME ? millisPerUnit(value) : 1, named));
            }
        }

        /** What is not null in a union; null where that is of several kinds, which are profiled as text. */
        private static @Nullable Schema branch(Schema schema) {
            if (schema.getType() == Schema.Type.NULL) {
                return null;
            }
            if (schema.getType() != Schema.Type.UNION) {
                return schema;
            }
            Schema only = null;
            for (Schema branch : schema.getTypes()) {
                if (branch.getType() == Schema.Type.NULL) {
                    continue;
                }
                if (only != null && (kind(only) != FieldKind.NUMBER || kind(branch) != FieldKind.NUMBER)) {
                    return null;
                }
                only = branch;
            }
            return only;
        }

        private static FieldKind kind(Schema schema) {
            LogicalType logical = schema.getLogicalType();
            String meaning = logical == null ? "" : logical.getName();
            if (meaning.equals("decimal")) {
                return FieldKind.NUMBER;
            }
            return switch (schema.getType()) {
                case INT, LONG ->
                    meaning.contains("timestamp") || meaning.equals("date") ? FieldKind.TIME : FieldKind.NUMBER;
                case FLOAT, DOUBLE -> FieldKind.NUMBER;
                case BOOLEAN -> FieldKind.BOOLEAN;
                case BYTES, FIXED -> FieldKind.BYTES;
                case ARRAY -> FieldKind.LIST;
                case MAP -> FieldKind.MAP;
                case STRING, ENUM, NULL, UNION, RECORD -> FieldKind.TEXT;
            };
        }

        private static double millisPerUnit(Schema schema) {
            String meaning = schema.getLogicalType().getName();
            if (meaning.equals("date")) {
                return 86_400_000;
            }
            return meaning.endsWith("micros") ? 1e-3 : meaning.endsWith("nanos") ? 1e-6 : 1;
        }
    }
}
