package dev.evenflow.fraud.local;

import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.PackedRows;
import dev.evenflow.features.row.RowLayout;
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

/** The rows of one folder of a history, in the order of the files' names, and what was rejected. */
final class HistoryRows {
    /** What a pass needs for each row besides. */
    private static final int BYTES_PER_ROW = 24;

    private final List<Path> files;
    private final List<PackedRows.Part> rows = new ArrayList<>();
    private final List<List<DeadLetter>> rejected = new ArrayList<>();

    private HistoryRows(List<Path> files, RowLayout layout) {
        this.files = files;
        for (int i = 0; i < files.size(); i++) {
            rows.add(new PackedRows.Part(layout));
            rejected.add(new ArrayList<>());
        }
    }

    /** @param room bytes that there are for rows; counted down. Where they are used up: {@link HistoryTooLargeException} */
    static HistoryRows read(
            Path folder, RowLayout layout, RecordFileFormat<FeatureRow> format, AtomicLong room, Workers workers)
            throws Exception {
        HistoryRows history = new HistoryRows(files(folder), layout);
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
        PackedRows.Part read = rows.get(number);
        long length = Files.size(file);
        try (FSDataInputStream stream =
                        LocalFileSystem.getSharedInstance().open(new org.apache.flink.core.fs.Path(file.toUri()));
                StreamFormat.Reader<Decoded<FeatureRow>> reader =
                        format.createReader(new Configuration(), stream, length, length)) {
            for (Decoded<FeatureRow> next = reader.read(); next != null; next = reader.read()) {
                FeatureRow row = next.value();
                DeadLetter letter = next.rejected();
                int bytes = BYTES_PER_ROW;
                if (row != null) bytes += read.add(row);
                if (letter != null) rejected.get(number).add(letter);
                if (room.addAndGet(-bytes) < 0) throw new HistoryTooLargeException();
            }
        }
    }

    /** Of each file. */
    List<PackedRows.Part> rows() {
        return rows;
    }

    List<DeadLetter> rejected() {
        return rejected.stream().flatMap(List::stream).toList();
    }
}
