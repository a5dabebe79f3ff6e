package dev.evenflow.flink.files;

import java.io.EOFException;
import java.io.IOException;
import java.util.Collection;
import java.util.Objects;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.IndexedRecord;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.avro.AvroParquetReader;
import org.apache.parquet.avro.AvroSchemaConverter;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of one Parquet file as an Avro schema, columns found by name. A column whose unit or scale is not
 * the schema's is an {@link IOException}: Parquet would hand out microseconds as milliseconds.
 */
final class ParquetRecords implements RecordFile {
    /** Set with Hadoop's configuration by AvroReadSupport, which has no public name for it. */
    private static final String READ_SCHEMA = "parquet.avro.read.schema";

    private final ParquetReader<IndexedRecord> reader;

    /**
     * Reads only those fields where the file's columns are the schema's; else whole records, as {@link ParquetRecords} does.
     *
     * @param fields that will be asked for
     */
    static RecordFile fields(FSDataInputStream stream, long length, Schema schema, Collection<String> fields)
            throws IOException {
        InputFile file = new StreamFile(stream, length);
        MessageType columns = requireSameUnits(file, new PlainParquetConfiguration(), schema);
        RecordFile found = ParquetFields.open(file, columns, schema, fields);
        return found == null ? new ParquetRecords(stream, length, schema) : found;
    }

    ParquetRecords(FSDataInputStream stream, long length, Schema schema) throws IOException {
        InputFile file = new StreamFile(stream, length);
        PlainParquetConfiguration options = new PlainParquetConfiguration();
        options.set(READ_SCHEMA, schema.toString());
        requireSameUnits(file, options, schema);
        reader = AvroParquetReader.<IndexedRecord>builder(file, options)
                .withDataModel(new GenericData())
                .withCodecFactory(new ParquetCodecs())
                .build();
    }

    private static MessageType requireSameUnits(InputFile file, PlainParquetConfiguration options, Schema schema)
            throws IOException {
        ParquetReadOptions plain = ParquetReadOptions.builder(options)
                .withCodecFactory(new ParquetCodecs())
                .build();
        try (ParquetFileReader footer = new ParquetFileReader(file, plain)) {
            MessageType columns = footer.getFooter().getFileMetaData().getSchema();
            Schema written = new AvroSchemaConverter(options).convert(columns);
            for (Schema.Field field : schema.getFields()) {
                Schema.Field column = written.getField(field.name());
                if (column == null) continue;
                LogicalType expected = logicalType(field.schema());
                LogicalType found = logicalType(column.schema());
                if (expected != null && !Objects.equals(expected, found))
                    throw new IOException(
                            "column '" + field.name() + "' is " + text(found) + ", expected " + text(expected));
            }
            return columns;
        }
    }

    private static @Nullable LogicalType logicalType(Schema schema) {
        if (schema.getType() != Schema.Type.UNION) return schema.getLogicalType();
        for (Schema branch : schema.getTypes())
            if (branch.getType() != Schema.Type.NULL) return branch.getLogicalType();
        return null;
    }

    private static String text(@Nullable LogicalType type) {
        if (type == null) return "a plain number or bytes";
        return type instanceof org.apache.avro.LogicalTypes.Decimal decimal
                ? "decimal(" + decimal.getPrecision() + "," + decimal.getScale() + ")"
                : type.getName();
    }

    @Override
    public @Nullable IndexedRecord next() throws IOException {
        return reader.read();
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    private record StreamFile(FSDataInputStream stream, long length) implements InputFile {
        @Override
        public long getLength() {
            return length;
        }

        @Override
        public SeekableInputStream newStream() throws IOException {
            stream.seek(0);
            return new Seekable(stream);
        }
    }

    /** Never closes the stream: the source does. */
    private static final class Seekable extends DelegatingSeekableInputStream {
        private final FSDataInputStream stream;

        Seekable(FSDataInputStream stream) {
            super(stream);
            this.stream = stream;
        }

        @Override
        public long getPos() throws IOException {
            return stream.getPos();
        }

        @Override
        public void seek(long position) throws IOException {
            if (position < 0) throw new EOFException("a position of " + position);
            stream.seek(position);
        }

        @Override
        public void close() {}
    }
}
