package dev.evenflow.platform.history;

import dev.evenflow.platform.PlatformException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes records into {@code DIR/part-00000.avro}, {@code part-00001.avro}, …, each full one before the next. The bytes
 * depend on the records alone.
 */
final class HistoryParts implements AutoCloseable {
    private final Path directory;
    private final HistoryFormat format;
    private final HistoryEvent.Flow flow;
    private final long recordsPerPart;
    private @Nullable Part part;
    private long records;
    private int parts;

    /** One open file. */
    interface Part extends AutoCloseable {
        void write(SpecificRecord value) throws IOException;

        @Override
        void close() throws IOException;
    }

    HistoryParts(Path directory, HistoryFormat format, HistoryEvent.Flow flow, long recordsPerPart) {
        this.directory = directory;
        this.format = format;
        this.flow = flow;
        this.recordsPerPart = recordsPerPart;
        try {
            Files.createDirectories(directory);
            try (Stream<Path> files = Files.list(directory)) {
                if (files.findAny().isPresent()) {
                    throw new PlatformException("--out: " + directory
                            + " is not empty; choose a new directory, so that histories do not mix");
                }
            }
            roll();
        } catch (IOException e) {
            throw new PlatformException("cannot write to " + directory + ": " + e, e);
        }
    }

    void write(SpecificRecord value) throws IOException {
        if (records > 0 && records % recordsPerPart == 0) {
            roll();
        }
        if (part == null) {
            throw new IllegalStateException("closed");
        }
        part.write(value);
        records++;
    }

    long records() {
        return records;
    }

    private void roll() throws IOException {
        close();
        String name = String.format(Locale.ROOT, "part-%05d.%s", parts++, format.suffix());
        part = format.open(directory.resolve(name), flow.schema());
    }

    @Override
    public void close() throws IOException {
        if (part != null) {
            part.close();
            part = null;
        }
    }
}
