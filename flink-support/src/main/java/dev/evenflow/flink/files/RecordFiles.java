package dev.evenflow.flink.files;

import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.functions.sink.filesystem.OutputFileConfig;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.BasePathBucketAssigner;

/** Sinks that write records to files of one directory, complete with each checkpoint or, in BATCH, at the end. */
public final class RecordFiles {
    private RecordFiles() {}

    /** @param format CSV, AVRO or PARQUET; an {@link IllegalArgumentException} for others */
    public static <T> FileSink<T> sink(
            String directory, String format, Schema schema, AvroFileWriter.ToRecord<T> conversion) {
        String json = schema.toString();
        BulkWriter.Factory<T> writers =
                switch (format) {
                    case "CSV" -> stream -> new CsvFileWriter<>(stream, new Schema.Parser().parse(json), conversion);
                    case "AVRO" -> stream -> new AvroFileWriter<>(stream, new Schema.Parser().parse(json), conversion);
                    case "PARQUET" ->
                        stream -> new ParquetFileWriter<>(stream, new Schema.Parser().parse(json), conversion);
                    default ->
                        throw new IllegalArgumentException(
                                "file format '" + format + "', expected CSV, AVRO or PARQUET");
                };
        OutputFileConfig names = OutputFileConfig.builder()
                .withPartPrefix("part-" + UUID.randomUUID())
                .withPartSuffix("." + format.toLowerCase(java.util.Locale.ROOT))
                .build();
        return FileSink.forBulkFormat(new Path(directory), writers)
                .withBucketAssigner(new BasePathBucketAssigner<>())
                .withOutputFileConfig(names)
                .build();
    }
}
