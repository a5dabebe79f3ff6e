package dev.evenflow.flink.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields that somebody asks for of one Parquet file's records: nothing else is read, and a text that the file
 * holds once in its dictionary is one object; other values become objects when they are asked for. {@link #next} gives the
 * same record each time, which shows the next row.
 */
final class ParquetFields implements RecordFile {
    private final ParquetColumns file;
    private final List<String> names;
    private final View record;
    private int rows;

    private ParquetFields(ParquetColumns file, List<String> names, Schema schema) {
        this.file = file;
        this.names = names;
        this.record = new View(schema);
    }

    /** Null where the file's columns do not have the schema's types one to one: then records have to be made. */
    static @Nullable ParquetFields open(InputFile input, MessageType columns, Schema schema, Collection<String> fields)
            throws IOException {
        List<String> names = schema.getFields().stream()
                .map(Schema.Field::name)
                .filter(fields::contains)
                .toList();
        for (String name : names)
            if (!columns.containsField(name)
                    || !sameType(columns.getType(name), schema.getField(name).schema())) return null;
        return new ParquetFields(new ParquetColumns(input, names), names, schema);
    }

    private static boolean sameType(Type column, Schema field) {
        Schema schema = field;
        if (field.getType() == Schema.Type.UNION) {
            List<Schema> branches = field.getTypes().stream()
                    .filter(branch -> branch.getType() != Schema.Type.NULL)
                    .toList();
            if (branches.size() != 1) return false;
            schema = branches.get(0);
        } else if (!column.isRepetition(Type.Repetition.REQUIRED)) {
            return false;
        }
        if (!column.isPrimitive() || column.isRepetition(Type.Repetition.REPEATED)) return false;
        PrimitiveType.PrimitiveTypeName physical = column.asPrimitiveType().getPrimitiveTypeName();
        return switch (schema.getType()) {
            case STRING, ENUM, BYTES -> physical == PrimitiveType.PrimitiveTypeName.BINARY;
            case INT -> physical == PrimitiveType.PrimitiveTypeName.INT32;
            case LONG -> physical == PrimitiveType.PrimitiveTypeName.INT64;
            case FLOAT -> physical == PrimitiveType.PrimitiveTypeName.FLOAT;
            case DOUBLE -> physical == PrimitiveType.PrimitiveTypeName.DOUBLE;
            case BOOLEAN -> physical == PrimitiveType.PrimitiveTypeName.BOOLEAN;
            default -> false;
        };
    }

    @Override
    public @Nullable IndexedRecord next() throws IOException {
        record.row++;
        while (record.row >= rows) {
            rows = file.nextRowGroup();
            if (rows < 0) return null;
            for (String name : names) record.read(name, rows);
            record.row = 0;
        }
        return record;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** One row of the columns. */
    private final class View implements IndexedRecord {
        private final Schema schema;
        private final @Nullable Values[] columns;
        private int row = -1;

        View(Schema schema) {
            this.schema = schema;
            this.columns = new @Nullable Values[schema.getFields().size()];
        }

        void read(String name, int count) {
            Schema.Field field = schema.getField(name);
            Values values = new Values(count, isBytes(field.schema()), file.physicalType(name));
            columns[field.pos()] = values;
            file.read(name, values);
        }

        private static boolean isBytes(Schema type) {
            return type.getType() == Schema.Type.BYTES
                    || type.getType() == Schema.Type.UNION
                            && type.getTypes().stream().anyMatch(branch -> branch.getType() == Schema.Type.BYTES);
        }

        @Override
        public @Nullable Object get(int position) {
            Values values = columns[position];
            if (values == null)
                throw new IllegalStateException(
                        "field '" + schema.getFields().get(position).name() + "' is not among those read: " + names);
            return values.get(row);
        }

        @Override
        public void put(int position, Object value) {
            throw new UnsupportedOperationException("records of a file are read only");
        }

        @Override
        public Schema getSchema() {
            return schema;
        }
    }

    /** A row group's values, as Avro's generic reader gives them. */
    private static final class Values extends ParquetColumns.Target {
        private static final int ABSENT = -1;
        private static final int PLAIN = -2;

        private final boolean bytes;
        private final PrimitiveType.PrimitiveTypeName physical;
        /** Of each row: its value's number in the dictionary, or one of the two above. */
        private final int[] ids;
        /** Of each row: a number's bits, or where in {@link #texts} it ends. */
        private long[] plain = {};

        private final PageBytes texts;
        private Object[] dictionary = {};

        Values(int count, boolean bytes, PrimitiveType.PrimitiveTypeName physical) {
            this.ids = new int[count];
            this.bytes = bytes;
            this.physical = physical;
            this.texts = new PageBytes();
        }

        @Nullable
        Object get(int at) {
            int id = ids[at];
            if (id >= 0) return dictionary[id];
            if (id == ABSENT) return null;
            long value = plain[at];
            return switch (physical) {
                case INT64 -> value;
                case INT32 -> (int) value;
                case DOUBLE -> Double.longBitsToDouble(value);
                case FLOAT -> Float.intBitsToFloat((int) value);
                case BOOLEAN -> value != 0;
                default -> text((int) (value >>> 32), (int) value);
            };
        }

        private Object text(int from, int to) {
            return bytes
                    ? ByteBuffer.wrap(Arrays.copyOfRange(texts.bytes, from, to))
                    : new String(texts.bytes, from, to - from, StandardCharsets.UTF_8);
        }

        private void add(long value) {
            if (plain.length == 0) plain = new long[ids.length];
            plain[row] = value;
            ids[row] = PLAIN;
        }

        @Override
        protected void absent() {
            ids[row] = ABSENT;
        }

        @Override
        public void addLong(long value) {
            add(value);
        }

        @Override
        public void addInt(int value) {
            add(value);
        }

        @Override
        public void addDouble(double value) {
            add(Double.doubleToRawLongBits(value));
        }

        @Override
        public void addFloat(float value) {
            add(Float.floatToRawIntBits(value));
        }

        @Override
        public void addBoolean(boolean value) {
            add(value ? 1 : 0);
        }

        @Override
        public void addBinary(Binary value) {
            int from = texts.size;
            texts.raw(value);
            add((long) from << 32 | texts.size);
        }

        private Object object(Binary value) {
            return bytes ? ByteBuffer.wrap(value.getBytes()) : value.toStringUsingUTF8();
        }

        @Override
        public boolean hasDictionarySupport() {
            return true;
        }

        @Override
        public void setDictionary(Dictionary of) {
            dictionary = new Object[of.getMaxId() + 1];
            for (int i = 0; i < dictionary.length; i++) {
                dictionary[i] = switch (physical) {
                    case INT64 -> of.decodeToLong(i);
                    case INT32 -> of.decodeToInt(i);
                    case DOUBLE -> of.decodeToDouble(i);
                    case FLOAT -> of.decodeToFloat(i);
                    default -> object(of.decodeToBinary(i));
                };
            }
        }

        @Override
        public void addValueFromDictionary(int id) {
            ids[row] = id;
        }
    }
}
