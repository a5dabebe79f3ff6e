package dev.evenflow.quality.skew;

import dev.evenflow.quality.profile.ValueHash;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is compared from the records of one schema, as the bytes of {@link Values}. Resolved once for each schema; safe
 * for several threads.
 */
public final class ComparedFields {
    private record Field(String name, int position) {}

    private final List<Field> fields;

    private ComparedFields(List<Field> fields) {
        this.fields = fields;
    }

    /**
     * @param names top-level fields; those the schema does not have are left out. Empty: all whose values are numbers or
     *     booleans, for these are what a model computes with
     * @param except not compared where {@code names} is empty, such as the key
     */
    public static ComparedFields of(Schema schema, List<String> names, Set<String> except) {
        List<Field> fields = new ArrayList<>();
        for (Schema.Field field : schema.getFields()) {
            boolean chosen = names.isEmpty()
                    ? isNumberOrBoolean(field.schema()) && !except.contains(field.name())
                    : names.contains(field.name());
            if (chosen) fields.add(new Field(field.name(), field.pos()));
        }
        fields.sort(Comparator.comparing(Field::name));
        return new ComparedFields(List.copyOf(fields));
    }

    private static boolean isNumberOrBoolean(Schema schema) {
        return switch (schema.getType()) {
            case UNION ->
                schema.getTypes().stream()
                        .filter(branch -> branch.getType() != Schema.Type.NULL)
                        .allMatch(ComparedFields::isNumberOrBoolean);
            case INT, LONG, FLOAT, DOUBLE, BOOLEAN -> schema.getLogicalType() == null;
            default -> false;
        };
    }

    public List<String> names() {
        return fields.stream().map(Field::name).toList();
    }

    /** The values of a record; texts and bytes only as their hash, for they may be personal. */
    public byte[] read(IndexedRecord record) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(16 * fields.size() + 16);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(Values.VERSION);
            out.writeShort(fields.size());
            for (Field field : fields) {
                out.writeUTF(field.name);
                write(record.get(field.position), out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static void write(@Nullable Object value, DataOutputStream out) throws IOException {
        if (value == null) {
            out.writeByte(Values.NULL);
        } else if (value instanceof Boolean flag) {
            out.writeByte(flag ? Values.TRUE : Values.FALSE);
        } else if (value instanceof Long || value instanceof Integer) {
            out.writeByte(Values.LONG);
            out.writeLong(((Number) value).longValue());
        } else if (value instanceof Double || value instanceof Float) {
            out.writeByte(Values.DOUBLE);
            out.writeDouble(((Number) value).doubleValue());
        } else {
            out.writeByte(Values.HASH);
            out.writeLong(hash(value));
        }
    }

    private static long hash(Object value) {
        if (value instanceof CharSequence text) return ValueHash.of(text);
        if (value instanceof GenericFixed fixed) return ValueHash.of(fixed.bytes(), 0, fixed.bytes().length);
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return ValueHash.of(bytes, 0, bytes.length);
        }
        return ValueHash.of(value.toString());
    }
}
