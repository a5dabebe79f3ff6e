package dev.evenflow.archive.store.operation;

import dev.evenflow.archive.store.ArchiveStoreException;
import dev.evenflow.archive.store.TableRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.actions.BinPackRewriteFilePlanner;
import org.apache.iceberg.actions.RewriteFileGroup;
import org.apache.iceberg.actions.SizeBasedFileRewritePlanner;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.util.SnapshotUtil;
import org.jspecify.annotations.Nullable;

/**
 * Makes few large files of many small ones. Iceberg plans it and commits it; rows are copied as they are, with the batch they were
 * written in, so that their proofs still hold.
 */
final class Compaction {
    private final Table table;
    private final long targetBytes;

    Compaction(Table table, long targetBytes) {
        this.table = table;
        this.targetBytes = targetBytes;
    }

    /** Files before and after, of those that were rewritten. */
    record Outcome(int before, int after) {
        Outcome plus(Outcome other) {
            return new Outcome(before + other.before, after + other.after);
        }
    }

    /**
     * A table of rows, partition by partition.
     *
     * @param settled what was committed since then is left alone: commits that may still be withdrawn
     */
    Outcome rows(Instant settled, int leastFiles) {
        table.refresh();
        Long snapshot = SnapshotUtil.nullableSnapshotIdAsOfTime(table, settled.toEpochMilli());
        Outcome outcome = new Outcome(0, 0);
        if (snapshot == null) {
            return outcome;
        }
        Set<String> present = new HashSet<>();
        BatchFiles.of(table.newScan()).forEach(file -> present.add(file.location()));
        BinPackRewriteFilePlanner planner =
                new BinPackRewriteFilePlanner(table, Expressions.alwaysTrue(), snapshot, true);
        planner.init(Map.of(
                SizeBasedFileRewritePlanner.TARGET_FILE_SIZE_BYTES, Long.toString(targetBytes),
                SizeBasedFileRewritePlanner.MIN_INPUT_FILES, Integer.toString(leastFiles)));
        try (CloseableIterable<RewriteFileGroup> groups = planner.plan().groups()) {
            for (RewriteFileGroup group : groups) {
                List<DataFile> files = new ArrayList<>(group.rewrittenFiles());
                // since that state, retention or another compaction may have taken some
                files.removeIf(file -> !present.contains(file.location()));
                if (files.size() > 1) {
                    outcome = outcome.plus(rewrite(files));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot plan the compaction of " + table.name(), e);
        }
        return outcome;
    }

    /** A table of the chain: files stay consecutive ranges of it. */
    Outcome chain(String sequence) {
        table.refresh();
        record Ranged(DataFile file, long first) {}
        List<Ranged> files = new ArrayList<>();
        for (DataFile file : BatchFiles.of(table.newScan())) {
            long[] first = {Long.MAX_VALUE};
            TableRows.forEach(
                    table.io(),
                    table.schema().select(sequence),
                    file.location(),
                    Expressions.alwaysTrue(),
                    row -> first[0] = Math.min(first[0], (Long) row.get(0)));
            files.add(new Ranged(file, first[0]));
        }
        files.sort(Comparator.comparingLong(Ranged::first));
        Outcome outcome = new Outcome(0, 0);
        List<DataFile> group = new ArrayList<>();
        long bytes = 0;
        for (Ranged ranged : files) {
            long size = ranged.file().fileSizeInBytes();
            boolean large = size >= targetBytes / 2;
            if (large || bytes + size > targetBytes) {
                outcome = outcome.plus(rewriteIfSeveral(group));
                group.clear();
                bytes = 0;
            }
            if (!large) {
                group.add(ranged.file());
                bytes += size;
            }
        }
        return outcome.plus(rewriteIfSeveral(group));
    }

    private Outcome rewriteIfSeveral(List<DataFile> files) {
        return files.size() > 1 ? rewrite(files) : new Outcome(0, 0);
    }

    private Outcome rewrite(List<DataFile> files) {
        long snapshot = table.currentSnapshot().snapshotId();
        Set<DataFile> added = new LinkedHashSet<>();
        try (Target target = new Target(files.get(0).partition(), added)) {
            for (DataFile file : files) {
                TableRows.forEach(table.io(), table.schema(), file.location(), Expressions.alwaysTrue(), target::write);
            }
        }
        long rows = files.stream().mapToLong(DataFile::recordCount).sum();
        long copied = added.stream().mapToLong(DataFile::recordCount).sum();
        if (rows != copied) {
            throw new ArchiveStoreException("the compaction of " + table.name() + " read " + copied
                    + " rows of files that have " + rows + "; nothing was changed, verify the archive");
        }
        table.newRewrite()
                .validateFromSnapshot(snapshot)
                .rewriteFiles(new HashSet<>(files), added)
                .commit();
        table.refresh();
        return new Outcome(files.size(), added.size());
    }

    /** Rolls to the next file at the target size. */
    private final class Target implements AutoCloseable {
        private final StructLike partition;
        private final Set<DataFile> done;
        private @Nullable DataWriter<Record> writer;

        Target(StructLike partition, Set<DataFile> done) {
            this.partition = partition;
            this.done = done;
        }

        void write(Record row) {
            DataWriter<Record> open = writer == null ? next() : writer;
            open.write(row);
            writer = open;
            if (open.length() >= targetBytes) {
                close();
            }
        }

        private DataWriter<Record> next() {
            String name = "compacted-" + UUID.randomUUID() + ".parquet";
            String path = table.spec().isPartitioned()
                    ? table.locationProvider().newDataLocation(table.spec(), partition, name)
                    : table.locationProvider().newDataLocation(name);
            try {
                var builder = Parquet.writeData(table.io().newOutputFile(path))
                        .forTable(table)
                        .createWriterFunc(GenericParquetWriter::create);
                return (table.spec().isPartitioned() ? builder.withPartition(partition) : builder).build();
            } catch (IOException e) {
                throw new ArchiveStoreException("cannot begin the data file " + path + ": " + e, e);
            }
        }

        @Override
        public void close() {
            DataWriter<Record> open = writer;
            writer = null;
            if (open != null) {
                try {
                    open.close();
                } catch (IOException e) {
                    throw new ArchiveStoreException("cannot finish a data file of " + table.name() + ": " + e, e);
                }
                done.add(open.toDataFile());
            }
        }
    }
}
