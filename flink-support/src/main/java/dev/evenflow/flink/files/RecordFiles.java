package dev.evenflow.flink.files;

import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.functions.sink.filesystem.OutputFileConfig;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.BasePathBucketAssigner;
import org.jspecify.annotations.Nullable;

/** Sinks that write records to files of one directory, complete with each checkpoint or, in BATCH, at the end. */
public final class RecordFiles {
    private RecordFiles() {}

    /** @param format CSV, AVRO or PARQUET; an {@link IllegalArgumentException} for others */
    public static <T> FileSink<T> sink(
            String directory, String format, Schema schema, AvroFileWriter.ToRecord<T> conversion) {
        return sink(directory, format, writers(format, schema, conversion, null, List.of()));
    }

    /** @param writers of {@link #writers}, for the same format */
    public static <T> FileSink<T> sink(String directory, String format, BulkWriter.Factory<T> writers) {
        OutputFileConfig names = OutputFileConfig.builder()
                .withPartPrefix("part-" + UUID.randomUUID())
                .withPartSuffix(suffix(format))
                .build();
        return FileSink.forBulkFormat(new Path(directory), writers)
                .withBucketAssigner(new BasePathBucketAssigner<>())
                .withOutputFileConfig(names)
                .build();
    }

    /**
     * Writers of single files.
     *
     * @param format CSV, AVRO or PARQUET; an {@link IllegalArgumentException} for others
     * @param fields for Parquet, instead of the conversion to records; null for that
     * @param distinct fields whose values hardly repeat
     */
    public static <T> BulkWriter.Factory<T> writers(
            String format,
            Schema schema,
            AvroFileWriter.ToRecord<T> conversion,
            ParquetFieldsWriter.@Nullable ToFields<T> fields,
            List<String> distinct) {
        String json = schema.toString();
        return switch (format) {
            case "CSV" -> stream -> new CsvFileWriter<>(stream, new Schema.Parser().parse(json), conversion);
            case "AVRO" -> stream -> new AvroFileWriter<>(stream, new Schema.Parser().parse(json), conversion);
            case "PARQUET" ->
                fields == null
                        ? stream -> new ParquetFileWriter<>(stream, new Schema.Parser().parse(json), conversion)
                        : stream -> new ParquetFileWriter<>(stream, new Schema.Parser().parse(json), fields, distinct);
            default ->
                throw new IllegalArgumentException("file format '" + format + "', expected CSV, AVRO or PARQUET");
        };
    }

    /** What a file's name ends with: the format, in small letters. */
    public static String suffix(String format) {
        return "." + format.toLowerCase(Locale.ROOT);
    }
}
