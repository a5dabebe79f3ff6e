package dev.evenflow.archive.store.dataset;

import dev.evenflow.archive.store.ArchiveStoreException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sorts more rows than fit into memory: sorted runs in files, merged. What is personal in them is sealed. */
final class RowSorter implements AutoCloseable {
    private final Path directory;
    private final long memory;
    private final List<Path> runs = new ArrayList<>();
    private final List<SelectedRow> rows = new ArrayList<>();
    private long bytes;

    /** @param memory bytes of rows to hold, about */
    RowSorter(Path directory, long memory) {
        this.directory = directory;
        this.memory = memory;
    }

    void add(SelectedRow row) {
        rows.add(row);
        bytes += row.size();
        if (bytes > memory) {
            spill();
        }
    }

    /** All rows in {@link SelectedRow#ORDER}. */
    void forEach(Consumer<SelectedRow> action) {
        if (runs.isEmpty()) {
            rows.sort(SelectedRow.ORDER);
            rows.forEach(action);
            return;
        }
        if (!rows.isEmpty()) {
            spill();
        }
        PriorityQueue<Run> queue = new PriorityQueue<>(Comparator.comparing(Run::head, SelectedRow.ORDER));
        List<Run> open = new ArrayList<>();
        try {
            for (Path file : runs) {
                Run run = new Run(file);
                open.add(run);
                if (run.advance()) {
                    queue.add(run);
                }
            }
            for (Run run = queue.poll(); run != null; run = queue.poll()) {
                action.accept(run.head());
                if (run.advance()) {
                    queue.add(run);
                }
            }
        } catch (IOException e) {
            throw failed("read", e);
        } finally {
            open.forEach(Run::close);
        }
    }

    private void spill() {
        rows.sort(SelectedRow.ORDER);
        Path run = directory.resolve(".run-" + runs.size());
        try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(run), 1 << 16))) {
            for (SelectedRow row : rows) {
                row.write(out);
            }
        } catch (IOException e) {
            throw failed("write", e);
        }
        runs.add(run);
        rows.clear();
        bytes = 0;
    }

    private ArchiveStoreException failed(String what, IOException e) {
        return new ArchiveStoreException("cannot " + what + " a sorted run in " + directory + ": " + e, e);
    }

    @Override
    public void close() {
        for (Path run : runs) {
            try {
                Files.deleteIfExists(run);
            } catch (IOException e) {
                throw failed("delete", e);
            }
        }
    }

    private static final class Run {
        private final DataInputStream in;
        private @Nullable SelectedRow head;

        Run(Path file) throws IOException {
            in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16));
        }

        SelectedRow head() {
            return Objects.requireNonNull(head);
        }

        boolean advance() throws IOException {
            try {
                head = SelectedRow.read(in);
                return true;
            } catch (EOFException e) {
                return false;
            }
        }

        void close() {
            try {
                in.close();
            } catch (IOException e) {
                throw new ArchiveStoreException("cannot close a sorted run: " + e, e);
            }
        }
    }
}
