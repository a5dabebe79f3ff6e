package dev.evenflow.archive.store.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Files;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.DateTimeUtil;
import org.jspecify.annotations.Nullable;

/** Parquet by Iceberg's writer, zstd; its footer names the library and no time. */
final class ParquetWriter implements DatasetWriter {
    private final Path file;
    private final FileAppender<Record> out;
    private final Record record;
    private final boolean[] timestamps;

    ParquetWriter(Path file, List<Column> columns) throws IOException {
        this.file = file;
        List<Types.NestedField> fields = new ArrayList<>();
        this.timestamps = new boolean[columns.size()];
        for (int i = 0; i < timestamps.length; i++) {
            Column column = columns.get(i);
            timestamps[i] = column.type().equals(Column.TIMESTAMP);
            fields.add(Types.NestedField.optional(i + 1, column.name(), type(column)));
        }
        Schema schema = new Schema(fields);
        this.record = GenericRecord.create(schema);
        this.out = Parquet.write(Files.localOutput(file.toFile()))
                .schema(schema)
                .named("training_set")
                .set(TableProperties.PARQUET_COMPRESSION, "zstd")
                .createWriterFunc(GenericParquetWriter::create)
                .overwrite()
                .build();
    }

    private static Type type(Column column) {
        return switch (column.type()) {
            case Column.BOOLEAN -> Types.BooleanType.get();
            case Column.LONG -> Types.LongType.get();
            case Column.DOUBLE -> Types.DoubleType.get();
            case Column.TIMESTAMP -> Types.TimestampType.withZone();
            default -> Types.StringType.get();
        };
    }

    @Override
    public void write(@Nullable Object[] row) {
        for (int i = 0; i < row.length; i++) {
            Object value = row[i];
            record.set(i, value != null && timestamps[i] ? DateTimeUtil.timestamptzFromMicros((Long) value) : value);
        }
        out.add(record);
    }

    @Override
    public void close() throws IOException {
        out.close();
        ParquetFooter.sortEncodings(file);
    }
}
