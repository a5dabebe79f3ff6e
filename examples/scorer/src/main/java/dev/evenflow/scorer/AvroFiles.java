package dev.evenflow.scorer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.IndexedRecord;

/** The Avro files below a directory, in order of their paths; unfinished ones (hidden, or with _) are not read. */
final class AvroFiles {
    private final String option;
    private final Path directory;
    private final List<Path> files;

    /** @param option that named the directory, for messages */
    AvroFiles(String option, Path directory) {
        this.option = option;
        this.directory = directory;
        if (!Files.isDirectory(directory)) {
            throw new ScorerException(option + " " + directory + " is not a directory, expected one with Avro files");
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            files = paths.filter(path -> path.toString().endsWith(".avro"))
                    .filter(path -> !path.getFileName().toString().startsWith("."))
                    .filter(path -> !path.getFileName().toString().startsWith("_"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new ScorerException("cannot list " + directory + ": " + e.getMessage(), e);
        }
        if (files.isEmpty()) {
            throw new ScorerException(option + " " + directory
                    + " has no .avro files, expected some: ./evenflow backfill --format avro, or simulate --out");
        }
    }

    Schema schema() {
        try (DataFileReader<IndexedRecord> reader = open(files.get(0))) {
            return reader.getSchema();
        } catch (IOException e) {
            throw unreadable(files.get(0), e);
        }
    }

    /** One record object is used for all: keep what is in it, not itself. */
    void forEach(Consumer<IndexedRecord> sink) {
        for (Path file : files) {
            try (DataFileReader<IndexedRecord> reader = open(file)) {
                IndexedRecord record = null;
                while (reader.hasNext()) {
                    record = reader.next(record);
                    sink.accept(record);
                }
            } catch (IOException e) {
                throw unreadable(file, e);
            }
        }
    }

    private static DataFileReader<IndexedRecord> open(Path file) throws IOException {
        return new DataFileReader<>(file.toFile(), new GenericDatumReader<>());
    }

    private ScorerException unreadable(Path file, IOException cause) {
        return new ScorerException(
                option + " " + directory + ": " + file + " cannot be read as Avro: " + cause.getMessage(), cause);
    }
}
