package dev.evenflow.platform.history;

import dev.evenflow.platform.PlatformException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Writes a history as Avro container files: {@code DIR/transactions/part-*.avro} in order of event time and
 * {@code DIR/labels/part-*.avro} in order of {@code known_at}, if it is given them so.
 */
public final class HistoryWriter implements AutoCloseable {
    private static final long RECORDS_PER_PART = 250_000;

    private final Path directory;
    private final AvroParts transactions;
    private final AvroParts labels;

    public HistoryWriter(Path directory) {
        this(directory, RECORDS_PER_PART);
    }

    HistoryWriter(Path directory, long recordsPerPart) {
        this.directory = directory;
        transactions = parts(HistoryEvent.Flow.TRANSACTIONS, recordsPerPart);
        labels = parts(HistoryEvent.Flow.LABELS, recordsPerPart);
    }

    private AvroParts parts(HistoryEvent.Flow flow, long recordsPerPart) {
        return new AvroParts(directory.resolve(flow.directory()), flow.schema(), recordsPerPart);
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
