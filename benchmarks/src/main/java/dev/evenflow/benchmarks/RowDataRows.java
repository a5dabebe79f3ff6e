package dev.evenflow.benchmarks;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.apache.avro.generic.IndexedRecord;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.jspecify.annotations.Nullable;

/** Rows of the archive's Avro schema as Flink's tables have them, which is what Iceberg's sink takes. */
final class RowDataRows {
    private RowDataRows() {}

    static RowData of(IndexedRecord record) {
        int columns = record.getSchema().getFields().size();
        GenericRowData row = new GenericRowData(columns);
        for (int i = 0; i < columns; i++) row.setField(i, value(record.get(i)));
        return row;
    }

    private static @Nullable Object value(@Nullable Object value) {
        if (value instanceof CharSequence || value instanceof Enum<?>) return StringData.fromString(value.toString());
        if (value instanceof Instant instant) return TimestampData.fromInstant(instant);
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return bytes;
        }
        if (value instanceof List<?> list) {
            Object[] elements = new Object[list.size()];
            for (int i = 0; i < elements.length; i++) elements[i] = value(list.get(i));
            return new GenericArrayData(elements);
        }
        return value instanceof IndexedRecord record ? of(record) : value;
    }
}
