package dev.evenflow.platform.history;

import dev.evenflow.payments.FraudLabel;
import dev.evenflow.payments.Transaction;
import dev.evenflow.platform.PlatformException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.stream.Stream;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads a history in the layout of {@link HistoryWriter}, transactions and labels merged in order of time (at equal
 * times labels first). Each file must be in order of time in itself; one that is not is an error with its position.
 */
public final class HistoryReader implements Iterator<HistoryEvent>, AutoCloseable {
    private final List<Part> parts = new ArrayList<>();
    private final PriorityQueue<Part> next = new PriorityQueue<>(Comparator.comparingLong(Part::time)
            .thenComparing(Part::flow, Comparator.reverseOrder())
            .thenComparingInt(Part::order));

    public HistoryReader(Path directory) {
        for (HistoryEvent.Flow flow : HistoryEvent.Flow.values()) {
            for (Path file : files(directory.resolve(flow.directory()))) {
                Part part = new Part(flow, file, parts.size());
                parts.add(part);
                if (part.advance()) {
                    next.add(part);
                }
            }
        }
        if (parts.stream().noneMatch(part -> part.flow == HistoryEvent.Flow.TRANSACTIONS)) {
            throw new PlatformException("there is no transactions/*.avro in " + directory
                    + ", expected a history as ./evenflow import and ./evenflow simulate --out write it");
        }
    }

    /** Records in all files by their blocks' headers, without decoding them. */
    public static long count(Path directory) {
        long records = 0;
        for (HistoryEvent.Flow flow : HistoryEvent.Flow.values()) {
            for (Path file : files(directory.resolve(flow.directory()))) {
                try (DataFileReader<SpecificRecord> reader =
                        new DataFileReader<>(file.toFile(), new SpecificDatumReader<>(flow.schema()))) {
                    while (reader.hasNext()) {
                        records += reader.getBlockCount();
                        reader.nextBlock();
                    }
                } catch (IOException | AvroRuntimeException e) {
                    throw new PlatformException("cannot read " + file + ": " + e.getMessage(), e);
                }
            }
        }
        return records;
    }

    private static List<Path> files(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".avro"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new PlatformException("cannot list " + directory + ": " + e, e);
        }
    }

    @Override
    public boolean hasNext() {
        return !next.isEmpty();
    }

    @Override
    public HistoryEvent next() {
        Part part = next.poll();
        if (part == null) {
            throw new NoSuchElementException();
        }
        HistoryEvent event = part.current();
        if (part.advance()) {
            next.add(part);
        }
        return event;
    }

    @Override
    public void close() {
        parts.forEach(Part::close);
    }

    /** One file, and its record that is next. */
    private static final class Part implements AutoCloseable {
        private final HistoryEvent.Flow flow;
        private final Path file;
        private final int order;
        private final DataFileReader<SpecificRecord> reader;
        private @Nullable HistoryEvent current;
        private long position;

        Part(HistoryEvent.Flow flow, Path file, int order) {
            this.flow = flow;
            this.file = file;
            this.order = order;
            try {
                reader = new DataFileReader<>(file.toFile(), new SpecificDatumReader<>(flow.schema()));
            } catch (IOException e) {
                throw new PlatformException("cannot read " + file + ": " + e.getMessage(), e);
            }
        }

        boolean advance() {
            try {
                if (!reader.hasNext()) {
                    current = null;
                    return false;
                }
                SpecificRecord value = reader.next();
                HistoryEvent read =
                        switch (flow) {
                            case TRANSACTIONS -> HistoryEvent.of((Transaction) value);
                            case LABELS -> HistoryEvent.of((FraudLabel) value);
                        };
                if (current != null && read.timeMillis() < current.timeMillis()) {
                    throw new PlatformException(file + ", record " + position + ": its time goes back by "
                            + (current.timeMillis() - read.timeMillis())
                            + " ms; expected files in order of event_time, labels of known_at");
                }
                current = read;
                position++;
                return true;
            } catch (AvroRuntimeException e) {
                throw new PlatformException(
                        file + ", record " + position + " cannot be read as "
                                + flow.schema().getName() + ": " + e.getMessage(),
                        e);
            }
        }

        HistoryEvent current() {
            if (current == null) {
                throw new NoSuchElementException();
            }
            return current;
        }

        long time() {
            return current().timeMillis();
        }

        HistoryEvent.Flow flow() {
            return flow;
        }

        int order() {
            return order;
        }

        @Override
        public void close() {
            try {
                reader.close();
            } catch (IOException e) {
                throw new PlatformException("cannot close " + file + ": " + e, e);
            }
        }
    }
}
