package dev.evenflow.archive.store.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the rows of a training set into one file; the same rows give the same bytes. */
interface DatasetWriter extends AutoCloseable {

    static DatasetWriter open(DatasetSpec.Format format, Path file, List<Column> columns) throws IOException {
        return switch (format) {
            case PARQUET -> new ParquetWriter(file, columns);
            case CSV -> new CsvWriter(file, columns);
        };
    }

    /** Name of the file. */
    static String file(DatasetSpec.Format format) {
        return format == DatasetSpec.Format.PARQUET ? "data.parquet" : "data.csv";
    }

    /** @param row values of the columns' types; timestamps as microseconds since 1970 */
    void write(@Nullable Object[] row) throws IOException;

    @Override
    void close() throws IOException;
}
