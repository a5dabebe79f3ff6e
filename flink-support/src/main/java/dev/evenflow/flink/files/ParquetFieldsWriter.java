package dev.evenflow.flink.files;

import java.io.IOException;
import java.io.Serializable;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.parquet.avro.AvroSchemaConverter;
import org.apache.parquet.avro.AvroWriteSupport;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * Writes a Parquet file (Snappy) with an Avro schema in its footer, each value handed to its column, without a record in
 * between, and each column encoded a page at a time. Flat schemas only. Not thread-safe.
 */
public final class ParquetFieldsWriter<T> implements AutoCloseable {
    private static final String AVRO_SCHEMA = "parquet.avro.schema";

    private final Schema schema;
    private final MessageType columns;
    private final ToFields<T> fields;
    private final ParquetProperties properties =
            ParquetProperties.builder().withSizeStatisticsEnabled(false).build();
    private final BytesInputCompressor compressor = new ParquetCodecs().getCompressor(CompressionCodecName.SNAPPY);
    private final ParquetFileWriter file;
    private final Set<String> distinct;
    private ColumnChunkPageWriteStore pages;
    private Fields group;
    /** Of the row group that is not in the file yet. */
    private long rows;

    private long bytes;

    /** Hands over one element's fields, each exactly once, in any order. */
    @FunctionalInterface
    public interface ToFields<T> extends Serializable {
        void write(T value, Fields out);
    }

    /** One row's fields, by their place in the schema. */
    public static final class Fields {
        private final ColumnPages[] columns;

        private Fields(ColumnPages[] columns) {
            this.columns = columns;
        }

        public void put(int field, long value) {
            columns[field].put(PrimitiveTypeName.INT64, value);
        }

        public void put(int field, double value) {
            columns[field].put(PrimitiveTypeName.DOUBLE, Double.doubleToRawLongBits(value));
        }

        public void put(int field, boolean value) {
            columns[field].put(PrimitiveTypeName.BOOLEAN, value ? 1 : 0);
        }

        /** UTF-8 of a text, or an enum's symbol. */
        public void put(int field, byte[] value) {
            columns[field].put(value);
        }

        public void putNull(int field) {
            columns[field].putNull();
        }
    }

    /** @param distinct fields whose values hardly repeat: a dictionary of them would be made in vain */
    public ParquetFieldsWriter(OutputFile out, Schema schema, ToFields<T> fields, Collection<String> distinct)
            throws IOException {
        this.schema = schema;
        this.fields = fields;
        PlainParquetConfiguration lists = new PlainParquetConfiguration();
        lists.set(AvroWriteSupport.WRITE_OLD_LIST_STRUCTURE, "false");
        this.columns = new AvroSchemaConverter(lists).convert(schema);
        this.distinct = Set.copyOf(distinct);
        this.file = new ParquetFileWriter(
                out,
                columns,
                ParquetFileWriter.Mode.CREATE,
                ParquetWriter.DEFAULT_BLOCK_SIZE,
                ParquetWriter.MAX_PADDING_SIZE_DEFAULT,
                null,
                properties);
        file.start();
        this.pages = newPages();
        this.group = newGroup();
    }

    private ColumnChunkPageWriteStore newPages() {
        return new ColumnChunkPageWriteStore(
                compressor,
                columns,
                properties.getAllocator(),
                properties.getColumnIndexTruncateLength(),
                properties.getPageWriteChecksumEnabled());
    }

    private Fields newGroup() {
        ColumnPages[] made = new ColumnPages[columns.getFieldCount()];
        for (int i = 0; i < made.length; i++) {
            ColumnDescriptor column = columns.getColumns().get(i);
            made[i] = new ColumnPages(column, pages.getPageWriter(column), distinct.contains(columns.getFieldName(i)));
        }
        return new Fields(made);
    }

    public void write(T value) throws IOException {
        fields.write(value, group);
        rows++;
        boolean full = false;
        for (ColumnPages column : group.columns) full |= column.isFull();
        if (!full) return;
        for (ColumnPages column : group.columns) bytes += column.endPage();
        if (bytes < ParquetWriter.DEFAULT_BLOCK_SIZE) return;
        writeGroup();
        pages = newPages();
        group = newGroup();
        rows = 0;
        bytes = 0;
    }

    private void writeGroup() throws IOException {
        if (rows > 0) {
            file.startBlock(rows);
            for (ColumnPages column : group.columns) column.end();
            pages.flushToFileWriter(file);
            file.endBlock();
        }
        pages.close();
    }

    /** Completes the file. */
    @Override
    public void close() throws IOException {
        writeGroup();
        file.end(Map.of(AVRO_SCHEMA, schema.toString()));
        file.close();
    }
}
