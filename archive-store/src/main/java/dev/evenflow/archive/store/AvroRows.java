package dev.evenflow.archive.store;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.generic.IndexedRecord;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.DateTimeUtil;
import org.jspecify.annotations.Nullable;

/**
 * Makes Iceberg's rows of Avro records, by name: a column that the record has not is null.
 *
 * <p>Not thread-safe; the row it returns is overwritten by the next one.
 */
final class AvroRows {
    private final Struct struct;
    private final Record row;

    AvroRows(org.apache.avro.Schema record, org.apache.iceberg.Schema columns) {
        this.struct = new Struct(record, columns.asStruct());
        this.row = GenericRecord.create(columns);
    }

    Record row(IndexedRecord record) {
        struct.copy(record, row);
        return row;
    }

    private interface Conversion {
        Object of(Object value);
    }

    private static final class Struct implements Conversion {
        private final Types.StructType type;
        private final int[] positions;
        private final Conversion[] conversions;

        Struct(org.apache.avro.Schema record, Types.StructType type) {
            this.type = type;
            List<Types.NestedField> columns = type.fields();
            this.positions = new int[columns.size()];
            this.conversions = new Conversion[columns.size()];
            for (int i = 0; i < positions.length; i++) {
                org.apache.avro.Schema.Field field =
                        record.getField(columns.get(i).name());
                positions[i] = field == null ? -1 : field.pos();
                conversions[i] = field == null
                        ? value -> value
                        : conversion(
                                AvroColumns.nonNull(field.schema()),
                                columns.get(i).type());
            }
        }

        void copy(IndexedRecord from, Record to) {
            for (int i = 0; i < positions.length; i++) {
                Object value = positions[i] < 0 ? null : from.get(positions[i]);
                to.set(i, value == null ? null : conversions[i].of(value));
            }
        }

        @Override
        public Object of(Object value) {
            Record copy = GenericRecord.create(type);
            copy((IndexedRecord) value, copy);
            return copy;
        }
    }

    private static Conversion conversion(org.apache.avro.Schema schema, Type type) {
        return switch (type.typeId()) {
            case STRING -> Object::toString;
            case BINARY -> value -> value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : value;
            case TIMESTAMP ->
                value -> value instanceof Instant instant
                        ? instant.atOffset(ZoneOffset.UTC)
                        : DateTimeUtil.timestamptzFromMicros((Long) value);
            case STRUCT -> new Struct(schema, type.asStructType());
            case LIST -> {
                Conversion element = conversion(
                        AvroColumns.nonNull(schema.getElementType()),
                        type.asListType().elementType());
                yield value -> elements((List<?>) value, element);
            }
            default -> value -> value;
        };
    }

    private static List<@Nullable Object> elements(List<?> values, Conversion element) {
        List<@Nullable Object> elements = new ArrayList<>(values.size());
        for (Object value : values) {
            elements.add(value == null ? null : element.of(value));
        }
        return elements;
    }
}
