package dev.evenflow.flink.files;

import java.io.IOException;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.parquet.avro.AvroParquetWriter;
import org.apache.parquet.avro.AvroWriteSupport;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/** Writes a Parquet file (Snappy, three-level lists) with the Avro schema in its footer. */
public final class ParquetFileWriter<T> implements BulkWriter<T> {
    private final AutoCloseable file;
    private final Write<T> write;

    private interface Write<T> {
        void element(T element) throws IOException;
    }

    /** Writes elements by {@link ParquetFieldsWriter}. */
    public ParquetFileWriter(
            FSDataOutputStream stream, Schema schema, ParquetFieldsWriter.ToFields<T> fields, List<String> distinct)
            throws IOException {
        ParquetFieldsWriter<T> open = new ParquetFieldsWriter<>(new StreamFile(stream), schema, fields, distinct);
        this.file = open;
        this.write = open::write;
    }

    public ParquetFileWriter(FSDataOutputStream stream, Schema schema, AvroFileWriter.ToRecord<T> conversion)
            throws IOException {
        SpecificData data = new SpecificData();
        data.addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
        ParquetWriter<IndexedRecord> open = AvroParquetWriter.<IndexedRecord>builder(new StreamFile(stream))
                .withConf(new PlainParquetConfiguration())
                .config(AvroWriteSupport.WRITE_OLD_LIST_STRUCTURE, "false")
                .withSchema(schema)
                .withDataModel(data)
                .withCodecFactory(new ParquetCodecs())
                .withCompressionCodec(CompressionCodecName.SNAPPY)
                .build();
        this.file = open;
        this.write = element -> open.write(conversion.of(element));
    }

    @Override
    public void addElement(T element) throws IOException {
        write.element(element);
    }

    /** Nothing to do: a row group is written when it is complete, the footer at the end. */
    @Override
    public void flush() {}

    @Override
    public void finish() throws IOException {
        try {
            file.close();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private record StreamFile(FSDataOutputStream stream) implements OutputFile {
        @Override
        public PositionOutputStream create(long blockSizeHint) {
            return new UnclosedOutput(stream);
        }

        @Override
        public PositionOutputStream createOrOverwrite(long blockSizeHint) {
            return new UnclosedOutput(stream);
        }

        @Override
        public boolean supportsBlockSize() {
            return false;
        }

        @Override
        public long defaultBlockSize() {
            return 0;
        }
    }
}
