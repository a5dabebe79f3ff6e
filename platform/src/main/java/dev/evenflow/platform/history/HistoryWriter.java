package dev.evenflow.platform.history;

import dev.evenflow.platform.PlatformException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Writes a history as files: {@code DIR/transactions/part-*} in order of event time and {@code DIR/labels/part-*} in
 * order of {@code known_at}, if it is given them so.
 */
public final class HistoryWriter implements AutoCloseable {
    private static final long RECORDS_PER_PART = 250_000;

    private final Path directory;
    private final HistoryParts transactions;
    private final HistoryParts labels;

    public HistoryWriter(Path directory) {
        this(directory, HistoryFormat.AVRO);
    }

    public HistoryWriter(Path directory, HistoryFormat format) {
        this(directory, format, RECORDS_PER_PART);
    }

    HistoryWriter(Path directory, HistoryFormat format, long recordsPerPart) {
        this.directory = directory;
        transactions = parts(HistoryEvent.Flow.TRANSACTIONS, format, recordsPerPart);
        labels = parts(HistoryEvent.Flow.LABELS, format, recordsPerPart);
    }

    private HistoryParts parts(HistoryEvent.Flow flow, HistoryFormat format, long recordsPerPart) {
        return new HistoryParts(directory.resolve(flow.directory()), format, flow, recordsPerPart);
    }

    public void write(HistoryEvent event) {
        try {
            switch (event.flow()) {
                case TRANSACTIONS -> transactions.write(event.value());
                case LABELS -> labels.write(event.value());
            }
        } catch (IOException e) {
            throw new PlatformException("cannot write to " + directory + ": " + e, e);
        }
    }

    public long transactions() {
        return transactions.records();
    }

    public long labels() {
        return labels.records();
    }

    @Override
    public void close() {
        try (transactions;
                labels) {
            // both are closed, whichever fails
        } catch (IOException e) {
            throw new PlatformException("cannot write to " + directory + ": " + e, e);
        }
    }
}
