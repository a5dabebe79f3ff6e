package dev.evenflow.platform.quality.data;

import dev.evenflow.platform.PlatformException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Records of Avro, Parquet and CSV files (also {@code .csv.xz} and {@code .csv.gz}), each as its file has it. Of CSV the schema is given, or
 * found by reading the files once before: see {@link CsvSchema}.
 *
 * <p>Errors are {@link PlatformException}s that name the file and, in CSV, line and column.
 */
public final class DataFiles {
    private final List<Path> files;
    private final @Nullable Schema given;
    private final boolean byPosition;
    private @Nullable Schema ofCsv;

    /** Takes the records, in the order of the files. */
    @FunctionalInterface
    public interface Sink {
        /** @param row from 1, of the file */
        void accept(Path file, long row, IndexedRecord record);
    }

    /** @param paths files, or directories with files below them whose names end as the formats' do
     * @param csvSchema what CSV is read as; null finds it out. The other formats bring theirs */
    public DataFiles(List<Path> paths, @Nullable Schema csvSchema) {
        this(paths, csvSchema, false);
    }

    private DataFiles(List<Path> paths, @Nullable Schema csvSchema, boolean byPosition) {
        files = new ArrayList<>();
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                files.addAll(below(path));
            } else if (format(path) == null) {
                throw new PlatformException(
                        path + ": expected a file that ends with .avro, .parquet, .csv, .csv.xz or .csv.gz");
            } else {
                files.add(path);
            }
        }
        if (files.isEmpty()) {
            throw new PlatformException("no .avro, .parquet or .csv file in " + paths);
        }
        given = csvSchema;
        this.byPosition = byPosition;
    }

    /**
     * CSV as it stands: every cell a text, or null where it is empty, so that what is wrong with it can be said.
     *
     * @param columns names of the columns by position, in place of the header's; null takes the header's
     */
    public static DataFiles ofTexts(List<Path> paths, @Nullable List<String> columns) {
        DataFiles files = new DataFiles(paths, columns == null ? null : CsvSchema.ofTexts(columns), columns != null);
        if (columns == null) {
            files.ofCsv = files.textSchema();
        }
        return files;
    }

    private @Nullable Schema textSchema() {
        LinkedHashSet<String> columns = new LinkedHashSet<>();
        for (Path file : files) {
            if (format(file) == Format.CSV) {
                try (CsvLines lines = new CsvLines(file)) {
                    columns.addAll(lines.header());
                } catch (IOException e) {
                    throw new PlatformException("cannot read " + file + ": " + e.getMessage(), e);
                }
            }
        }
        return columns.isEmpty() ? null : CsvSchema.ofTexts(columns);
    }

    private static List<Path> below(Path directory) {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.filter(Files::isRegularFile)
                    .filter(path -> format(path) != null)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new PlatformException("cannot list " + directory + ": " + e, e);
        }
    }

    private enum Format {
        AVRO,
        PARQUET,
        CSV
    }

    private static @Nullable Format format(Path file) {
        String name = file.getFileName().toString();
        if (name.endsWith(".avro")) {
            return Format.AVRO;
        }
        if (name.endsWith(".parquet")) {
            return Format.PARQUET;
        }
        return name.endsWith(".csv") || name.endsWith(".csv.xz") || name.endsWith(".csv.gz") ? Format.CSV : null;
    }

    public List<Path> files() {
        return List.copyOf(files);
    }

    /** Gives all records to the sink and returns how many they were. */
    public long read(Sink sink) {
        long records = 0;
        for (Path file : files) {
            try {
                Format format = format(file);
                if (format == Format.CSV) {
                    records += new CsvRecords(file, csvSchema(), byPosition).read(sink);
                } else {
                    records += format == Format.AVRO ? readAvro(file, sink) : ParquetFile.read(file, sink);
                }
            } catch (IOException | AvroRuntimeException e) {
                throw new PlatformException("cannot read " + file + ": " + e.getMessage(), e);
            }
        }
        return records;
    }

    private Schema csvSchema() throws IOException {
        Schema schema = given != null ? given : ofCsv;
        if (schema == null) {
            schema = CsvSchema.of(
                    files.stream().filter(file -> format(file) == Format.CSV).toList());
            ofCsv = schema;
        }
        return schema;
    }

    private static long readAvro(Path file, Sink sink) throws IOException {
        try (DataFileReader<GenericRecord> reader = new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
            long row = 0;
            while (reader.hasNext()) {
                row++;
                sink.accept(file, row, reader.next());
            }
            return row;
        }
    }
}
