package dev.evenflow.fraud.local;

import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.flink.avro.Decoded;
import dev.evenflow.flink.files.RecordFileFormat;
import dev.evenflow.operations.DeadLetter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.reader.StreamFormat;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.local.LocalFileSystem;
import org.jspecify.annotations.Nullable;

/** The rows of one folder of a history, in the order of the files' names, and what was rejected. */
final class HistoryRows {
    private final List<Path> files;
    private final @Nullable FeatureRow[][] rows;
    private final List<List<DeadLetter>> rejected = new ArrayList<>();

    private HistoryRows(List<Path> files) {
        this.files = files;
        this.rows = new FeatureRow[files.size()][];
        for (int i = 0; i < files.size(); i++) rejected.add(new ArrayList<>());
    }

    /** @param room how many rows there is memory for; counted down. Where it is used up: {@link HistoryTooLargeException} */
    static HistoryRows read(Path folder, RecordFileFormat<FeatureRow> format, AtomicLong room, Workers workers)
            throws Exception {
        HistoryRows history = new HistoryRows(files(folder));
        workers.each(history.files.size(), () -> piece -> history.readFile(piece, format, room));
        return history;
    }

    /** As Flink lists them: everything below the folder, but what begins with a point or an underscore. */
    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder))
            throw new IllegalArgumentException("option --source: " + folder + " is not a directory");
        List<Path> found = new ArrayList<>();
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.sorted().toList()) {
                String name = entry.getFileName().toString();
                if (name.startsWith(".") || name.startsWith("_")) continue;
                if (Files.isDirectory(entry)) found.addAll(files(entry));
                else found.add(entry);
            }
        }
        return found;
    }

    private void readFile(int number, RecordFileFormat<FeatureRow> format, AtomicLong room)
            throws IOException, HistoryTooLargeException {
        Path file = files.get(number);
        List<FeatureRow> read = new ArrayList<>();
        long length = Files.size(file);
        try (FSDataInputStream stream =
                        LocalFileSystem.getSharedInstance().open(new org.apache.flink.core.fs.Path(file.toUri()));
                StreamFormat.Reader<Decoded<FeatureRow>> reader =
                        format.createReader(new Configuration(), stream, length, length)) {
            for (Decoded<FeatureRow> next = reader.read(); next != null; next = reader.read()) {
                FeatureRow row = next.value();
                DeadLetter letter = next.rejected();
                if (row != null) read.add(row);
                if (room.decrementAndGet() < 0) throw new HistoryTooLargeException();
                else if (letter != null) rejected.get(number).add(letter);
            }
        }
        rows[number] = read.toArray(FeatureRow[]::new);
    }

    long count() {
        long count = 0;
        for (FeatureRow[] part : rows) if (part != null) count += part.length;
        return count;
    }

    /** Copies all rows, in order, to the array from that place on. */
    void copyTo(@Nullable FeatureRow[] target, int from) {
        int at = from;
        for (FeatureRow[] part : rows) {
            if (part == null) continue;
            System.arraycopy(part, 0, target, at, part.length);
            at += part.length;
        }
    }

    List<DeadLetter> rejected() {
        return rejected.stream().flatMap(List::stream).toList();
    }
}
