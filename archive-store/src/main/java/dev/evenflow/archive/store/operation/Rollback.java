package dev.evenflow.archive.store.operation;

import dev.evenflow.archive.ledger.ChainEntry;
import dev.evenflow.archive.ledger.EntryKind;
import dev.evenflow.archive.store.Archive;
import dev.evenflow.archive.store.ArchiveCommitter;
import dev.evenflow.archive.store.ArchiveStoreException;
import dev.evenflow.archive.store.ArchiveTable;
import dev.evenflow.archive.store.CommitLog;
import dev.evenflow.archive.store.PinnedTable;
import dev.evenflow.archive.store.Place;
import dev.evenflow.archive.store.TableRows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.jspecify.annotations.Nullable;

/**
 * Withdraws the last data commits, so that a job can go on from an older state. The job must not run.
 *
 * <p>First the places' tables, then the chain: a run that dies in between is completed by the next one. Keys and contents stay, for the
 * job archives the same records again.
 */
public final class Rollback {
    private final Archive archive;

    public Rollback(Archive archive) {
        this.archive = archive;
    }

    /**
     * What was done.
     *
     * @param fromCommit last data commit before
     * @param entry the chain's; null if there was nothing to withdraw
     */
    public record Outcome(long fromCommit, long toCommit, int batches, long rows, @Nullable ChainEntry entry) {}

    /** Where a batch is. */
    private record Target(String place, ArchiveTable table) {}

    private record Batch(Target target, String id) {}

    /** @throws ArchiveStoreException if there is no such commit, or rows to withdraw were compacted together with others; then nothing is changed */
    public Outcome rollback(long toCommit, Instant at) {
        long held = archive.commits().head().map(CommitLog.Head::dataCommit).orElse(0L);
        if (toCommit < 0 || toCommit > held) {
            throw new ArchiveStoreException("--to-commit is " + toCommit + ", and the archive "
                    + archive.config().archive() + " has the data commits 1 to " + held + "; expected 0 to " + held);
        }
        List<Batch> withdrawn = commitsAfter(toCommit);
        Set<String> ids = new TreeSet<>();
        withdrawn.forEach(batch -> ids.add(batch.id()));
        // first all looks, then the first change
        for (Place place : archive.places()) {
            for (ArchiveTable kind : ArchiveTable.values()) {
                Table table = place.table(kind);
                table.refresh();
                withdrawable(table, batchesOf(table, place, kind, withdrawn, toCommit));
            }
        }
        long rows = 0;
        Set<String> strangers = new TreeSet<>();
        for (Place place : archive.places()) {
            for (ArchiveTable kind : ArchiveTable.values()) {
                rows += putBack(place, kind, withdrawn, toCommit, strangers);
            }
        }
        strangers.removeAll(ids);
        if (held == toCommit && strangers.isEmpty()) {
            return new Outcome(held, toCommit, 0, 0, null);
        }
        ids.addAll(strangers);
        var detail = ChainDetail.object();
        detail.put("from_commit", held).put("to_commit", toCommit).put("rows", rows);
        ChainDetail.put(detail, "batches", ids);
        ChainEntry entry = archive.commits().appendRollback(toCommit, at, ChainDetail.text(detail));
        return new Outcome(held, toCommit, ids.size(), rows, entry);
    }

    /** Batches of the commits after that one which were not withdrawn before. */
    private List<Batch> commitsAfter(long toCommit) {
        Table commits = archive.commits().tables().get(0);
        commits.refresh();
        List<Record> entries = new ArrayList<>();
        TableRows.forEach(
                commits,
                commits.newScan()
                        .select(
                                "sequence",
                                "kind",
                                "data_commit",
                                "batches.element.place",
                                "batches.element.table",
                                "batches.element.batch")
                        .filter(Expressions.or(
                                Expressions.greaterThan("data_commit", toCommit),
                                Expressions.equal("kind", EntryKind.ROLLBACK.name()))),
                entries::add);
        entries.sort(Comparator.comparingLong(entry -> (Long) entry.getField("sequence")));
        TreeMap<Long, List<Batch>> standing = new TreeMap<>();
        for (Record entry : entries) {
            long number = (Long) entry.getField("data_commit");
            if (EntryKind.ROLLBACK.name().equals(entry.getField("kind"))) {
                standing.tailMap(number, false).clear();
            } else {
                standing.put(number, batches(entry));
            }
        }
        return standing.tailMap(toCommit, false).values().stream()
                .flatMap(List::stream)
                .toList();
    }

    private static List<Batch> batches(Record entry) {
        List<Batch> batches = new ArrayList<>();
        if (entry.getField("batches") instanceof List<?> list) {
            for (Object element : list) {
                Record batch = (Record) element;
                batches.add(new Batch(
                        new Target(
                                String.valueOf(batch.getField("place")),
                                ArchiveTable.named(String.valueOf(batch.getField("table")))),
                        String.valueOf(batch.getField("batch"))));
            }
        }
        return batches;
    }

    /** Also those of a commit that reached the table and died before it reached the chain. */
    private static Set<String> batchesOf(
            Table table, Place place, ArchiveTable kind, List<Batch> withdrawn, long toCommit) {
        Target target = new Target(place.name(), kind);
        Set<String> ids = new HashSet<>();
        withdrawn.stream().filter(batch -> batch.target().equals(target)).forEach(batch -> ids.add(batch.id()));
        for (Snapshot snapshot : table.snapshots()) {
            String number = snapshot.summary().get(ArchiveCommitter.DATA_COMMIT);
            if (number != null && Long.parseLong(number) > toCommit) {
                snapshot.addedDataFiles(table.io())
                        .forEach(file -> BatchFiles.original(file).ifPresent(ids::add));
            }
        }
        return ids;
    }

    private static List<DataFile> withdrawable(Table table, Set<String> ids) {
        List<DataFile> files = new ArrayList<>();
        for (DataFile file : BatchFiles.of(table.newScan())) {
            Set<String> inFile = BatchFiles.batches(table, file);
            if (ids.containsAll(inFile)) {
                files.add(file);
            } else if (inFile.stream().anyMatch(ids::contains)) {
                throw new ArchiveStoreException("nothing was withdrawn: " + file.location()
                        + " holds rows that are to be withdrawn, compacted together with others;"
                        + " restore a later checkpoint or savepoint of the job");
            }
        }
        return files;
    }

    private static long putBack(
            Place place, ArchiveTable kind, List<Batch> withdrawn, long toCommit, Set<String> strangers) {
        Table table = place.table(kind);
        long[] rows = new long[1];
        PinnedTable.commit(table, (now, transaction) -> {
            Set<String> ids = batchesOf(now, place, kind, withdrawn, toCommit);
            List<DataFile> files = withdrawable(now, ids);
            rows[0] = files.stream().mapToLong(DataFile::recordCount).sum();
            Map<String, String> properties = now.properties();
            boolean ahead = Long.parseLong(properties.getOrDefault(ArchiveCommitter.DATA_COMMIT, "0")) > toCommit;
            if (files.isEmpty() && !ahead) {
                return false;
            }
            files.forEach(file -> strangers.addAll(BatchFiles.batches(now, file)));
            if (!files.isEmpty()) {
                DeleteFiles delete = transaction.newDelete();
                files.forEach(delete::deleteFile);
                delete.commit();
            }
            if (ahead) {
                transaction
                        .updateProperties()
                        .set(ArchiveCommitter.DATA_COMMIT, Long.toString(toCommit))
                        .remove(ArchiveCommitter.DATA_COMMIT_BATCHES)
                        .commit();
            }
            return true;
        });
        return rows[0];
    }
}
