package dev.evenflow.flink.files;

import java.io.IOException;
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
    private final ParquetWriter<IndexedRecord> file;
    private final AvroFileWriter.ToRecord<T> conversion;

    public ParquetFileWriter(FSDataOutputStream stream, Schema schema, AvroFileWriter.ToRecord<T> conversion)
            throws IOException {
        this.conversion = conversion;
        SpecificData data = new SpecificData();
        data.addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
        this.file = AvroParquetWriter.<IndexedRecord>builder(new StreamFile(stream))
                .withConf(new PlainParquetConfiguration())
                .config(AvroWriteSupport.WRITE_OLD_LIST_STRUCTURE, "false")
                .withSchema(schema)
                .withDataModel(data)
                .withCodecFactory(new ParquetCodecs())
                .withCompressionCodec(CompressionCodecName.SNAPPY)
                .build();
    }

    @Override
    public void addElement(T element) throws IOException {
        file.write(conversion.of(element));
    }

    /** Nothing to do: a row group is written when it is complete, the footer at the end. */
    @Override
    public void flush() {}

    @Override
    public void finish() throws IOException {
        file.close();
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
