package dev.evenflow.quality.check;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** Reads one field, nested or not, by positions that were looked up once. A field that the schema does not have is always null. */
final class FieldReader {
    private static final int[] NOWHERE = {};

    private final int[] positions;
    private final @Nullable Schema schema;

    private FieldReader(int[] positions, @Nullable Schema schema) {
        this.positions = positions;
        this.schema = schema;
    }

    static FieldReader of(Schema record, String path) {
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

    boolean exists() {
        return schema != null;
    }

    /** Of the value; null where the field does not exist. */
    @Nullable
    Schema schema() {
        return schema;
    }

    @Nullable
    Object read(IndexedRecord record) {
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
}
