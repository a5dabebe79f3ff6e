package dev.evenflow.platform.parity;

import dev.evenflow.features.vector.VectorSchema;
import dev.evenflow.platform.PlatformException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/**
 * Finds the parts of an encoded vector that a comparison needs without decoding the rest: id, event time and emission.
 * The id is the first field, as {@link VectorSchema} generates it. Not thread-safe: each {@link #locate} overwrites the
 * last one's result.
 */
final class VectorLayout {
    private final Schema schema;
    private final Schema.Type[] types;
    private final boolean[] nullable;
    /** Index of the branch that is null, where nullable. */
    private final int[] nullBranch;

    private final int timeField;
    private final int emissionField;
    private final List<String> emissions;

    private byte[] bytes = new byte[0];
    private int position;
    private int idBegin;
    private int idEnd;
    private long eventTime;
    private int emission;
    private int emissionPosition;

    VectorLayout(Schema schema) {
        this.schema = schema;
        List<Schema.Field> fields = schema.getFields();
        types = new Schema.Type[fields.size()];
        nullable = new boolean[fields.size()];
        nullBranch = new int[fields.size()];
        for (Schema.Field field : fields) {
            Schema type = field.schema();
            if (type.getType() == Schema.Type.UNION) {
                List<Schema> branches = type.getTypes();
                if (branches.size() != 2 || !type.isNullable()) {
                    throw unsupported(field);
                }
                nullable[field.pos()] = true;
                nullBranch[field.pos()] = branches.get(0).getType() == Schema.Type.NULL ? 0 : 1;
                type = branches.get(1 - nullBranch[field.pos()]);
            }
            types[field.pos()] = switch (type.getType()) {
                case STRING, BYTES, INT, LONG, ENUM, FLOAT, DOUBLE, BOOLEAN -> type.getType();
                default -> throw unsupported(field);
            };
        }
        timeField = position(VectorSchema.EVENT_TIME, Schema.Type.LONG);
        emissionField = position(VectorSchema.EMISSION, Schema.Type.ENUM);
        emissions = schema.getFields().get(emissionField).schema().getEnumSymbols();
        if (types[0] != Schema.Type.STRING || nullable[0]) {
            throw unsupported(fields.get(0));
        }
    }

    private int position(String name, Schema.Type type) {
        Schema.Field field = schema.getField(name);
        if (field == null || types[field.pos()] != type || nullable[field.pos()]) {
            throw new PlatformException("schema " + schema.getFullName() + " is not one of feature vectors: field "
                    + name + " is " + (field == null ? "missing" : field.schema()) + ", expected " + type);
        }
        return field.pos();
    }

    private PlatformException unsupported(Schema.Field field) {
        return new PlatformException("schema " + schema.getFullName() + " is not one of feature vectors: field "
                + field.name() + " is " + field.schema());
    }

    Schema schema() {
        return schema;
    }

    /** The names of what the feature set computes: the fields after its version. */
    List<String> features() {
        Schema.Field version = schema.getField(VectorSchema.VERSION);
        int first = version == null ? 1 : version.pos() + 1;
        List<String> names = new ArrayList<>();
        schema.getFields().stream().filter(field -> field.pos() >= first).forEach(field -> names.add(field.name()));
        return names;
    }

    /** Whether a vector of the other schema has the same bytes for the same values. */
    boolean sameBytes(Schema other) {
        List<Schema.Field> mine = schema.getFields();
        List<Schema.Field> theirs = other.getFields();
        if (mine.size() != theirs.size()) {
            return false;
        }
        for (int i = 0; i < mine.size(); i++) {
            if (!mine.get(i).name().equals(theirs.get(i).name())
                    || !mine.get(i).schema().equals(theirs.get(i).schema())) {
                return false;
            }
        }
        return true;
    }

    /** Walks over one vector, which must end where the bytes end. */
    void locate(byte[] vector, int offset, int end) {
        bytes = vector;
        position = offset;
        for (int field = 0; field < types.length; field++) {
            if (nullable[field] && readLong() == nullBranch[field]) {
                continue;
            }
            int begin = position;
            switch (types[field]) {
                case STRING, BYTES -> {
                    int length = (int) readLong();
                    begin = position;
                    position += length;
                    if (field == 0) {
                        idBegin = begin;
                        idEnd = position;
                    }
                }
                case DOUBLE -> position += Double.BYTES;
                case FLOAT -> position += Float.BYTES;
                case BOOLEAN -> position += 1;
                default -> {
                    long value = readLong();
                    if (field == timeField) {
                        eventTime = value;
                    } else if (field == emissionField) {
                        emission = (int) value;
                        emissionPosition = begin;
                    }
                }
            }
            if (position > end || position < begin) {
                throw new PlatformException("a vector of " + (end - offset) + " bytes ends within field "
                        + schema.getFields().get(field).name());
            }
        }
    }

    /** Where the vector ends that was located last. */
    int end() {
        return position;
    }

    int idBegin() {
        return idBegin;
    }

    int idEnd() {
        return idEnd;
    }

    long eventTime() {
        return eventTime;
    }

    String emission() {
        return emissions.get(emission);
    }

    /** Makes vectors that differ only in why they were emitted equal. */
    void eraseEmission() {
        // one byte: an enum has far fewer than 64 symbols
        bytes[emissionPosition] = 0;
    }

    private long readLong() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (position >= bytes.length) {
                throw new PlatformException("a vector ends within a number");
            }
            byte next = bytes[position++];
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw new PlatformException("a vector has a number of more than 64 bits");
    }
}
