package dev.evenflow.flink.files;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes records as CSV (RFC 4180, UTF-8, lines end in LF) with a header in each file: null as nothing, booleans as 1
 * and 0, doubles in their shortest exact form, timestamps in ISO 8601 UTC.
 */
public final class CsvFileWriter<T> implements BulkWriter<T> {
    private final BufferedWriter out;
    private final AvroFileWriter.ToRecord<T> conversion;
    private final boolean[] timestamps;

    public CsvFileWriter(FSDataOutputStream stream, Schema schema, AvroFileWriter.ToRecord<T> conversion)
            throws IOException {
        this.out = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), 1 << 16);
        this.conversion = conversion;
        this.timestamps = new boolean[schema.getFields().size()];
        for (Schema.Field field : schema.getFields()) {
            timestamps[field.pos()] = field.schema().getLogicalType() instanceof LogicalTypes.TimestampMillis;
            if (field.pos() > 0) out.write(',');
            out.write(field.name());
        }
        out.write('\n');
    }

    @Override
    public void addElement(T element) throws IOException {
        IndexedRecord record = conversion.of(element);
        for (int i = 0; i < timestamps.length; i++) {
            if (i > 0) out.write(',');
            Object value = record.get(i);
            if (value != null) out.write(text(value, timestamps[i]));
        }
        out.write('\n');
    }

    private static String text(@Nullable Object value, boolean timestamp) {
        if (timestamp && value instanceof Long millis)
            return Instant.ofEpochMilli(millis).toString();
        if (value instanceof Boolean flag) return flag ? "1" : "0";
        String text = String.valueOf(value);
        if (value instanceof Number) return text;
        boolean quoted =
                text.indexOf(',') >= 0 || text.indexOf('"') >= 0 || text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0;
        return quoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void finish() throws IOException {
        out.flush();
    }
}
