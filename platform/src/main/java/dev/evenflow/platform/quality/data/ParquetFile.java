package dev.evenflow.platform.quality.data;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.IndexedRecord;
import org.apache.parquet.avro.AvroParquetReader;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.io.LocalInputFile;

/** A Parquet file as Avro records, with the schema it brings. */
final class ParquetFile {
    private ParquetFile() {}

    static long read(Path file, DataFiles.Sink sink) throws IOException {
        try (ParquetReader<IndexedRecord> reader = AvroParquetReader.<IndexedRecord>builder(
                        new LocalInputFile(file), new PlainParquetConfiguration())
                .withDataModel(new GenericData())
                .build()) {
            long row = 0;
            for (IndexedRecord record = reader.read(); record != null; record = reader.read()) {
                row++;
                sink.accept(file, row, record);
            }
            return row;
        }
    }
}
