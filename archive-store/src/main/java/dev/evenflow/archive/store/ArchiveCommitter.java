package dev.evenflow.archive.store;

import dev.evenflow.archive.digest.Digests;
import dev.evenflow.archive.ledger.BatchEntry;
import dev.evenflow.archive.ledger.ChainEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.ContentFileParser;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.JsonUtil;

/**
 * Makes batches part of the archive: first of the places' tables, then of the chain.
 *
 * <p>Repeating a commit after a failure at any point completes it and does nothing twice. Not thread-safe.
 */
public final class ArchiveCommitter {
    /** Table property: number of the last data commit that is in the table. */
    public static final String DATA_COMMIT = "evenflow.data-commit";

    /** Table property: which batches that commit had, so that another commit of the same number is not taken for it. */
    public static final String DATA_COMMIT_BATCHES = "evenflow.data-commit-batches";

    private final Archive archive;
    private final Map<Target, Table> tables = new LinkedHashMap<>();

    public ArchiveCommitter(Archive archive) {
        this.archive = archive;
    }

    /**
     * The chain's new entry; empty if the commit was there already.
     *
     * @throws StaleCommitException if the chain is not where the commit believes it to be
     */
    public Optional<ChainEntry> commit(DataCommit commit) {
        CommitLog log = archive.commits();
        long done = log.head().map(CommitLog.Head::dataCommit).orElse(0L);
        StaleCommitException.check(archive.config().archive(), commit.number(), done);
        if (commit.number() == done) {
            return Optional.empty();
        }
        Map<Target, List<WrittenBatch>> batches = new LinkedHashMap<>();
        for (WrittenBatch batch : commit.batches()) {
            batches.computeIfAbsent(new Target(batch.place(), batch.table()), target -> new ArrayList<>())
                    .add(batch);
        }
        batches.forEach((target, ofTable) -> append(target, commit.number(), ofTable));
        return log.appendData(commit.number(), commit.at(), commit.ranges(), entries(commit.batches()));
    }

    private void append(Target target, long number, List<WrittenBatch> batches) {
        Table table = tables.computeIfAbsent(
                target, missing -> archive.place(missing.place()).open(missing.table()));
        String digest = digest(batches);
        PinnedTable.commit(table, (now, transaction) -> {
            long held = Long.parseLong(now.properties().getOrDefault(DATA_COMMIT, "0"));
            if (held >= number) {
                // a commit that died before it reached the chain: this one, or one that the restored state knows
                // nothing of
                if (held > number || !digest.equals(now.properties().getOrDefault(DATA_COMMIT_BATCHES, digest))) {
                    throw StaleCommitException.other(archive.config().archive(), table.name(), number, held);
                }
                return false;
            }
            AppendFiles append = transaction.newAppend();
            batches.forEach(batch -> append.appendFile(dataFile(table, batch)));
            append.set(DATA_COMMIT, Long.toString(number)).commit();
            transaction
                    .updateProperties()
                    .set(DATA_COMMIT, Long.toString(number))
                    .set(DATA_COMMIT_BATCHES, digest)
                    .commit();
            return true;
        });
    }

    private static String digest(List<WrittenBatch> batches) {
        return Digests.hex(Digests.sha256(batches.stream()
                .map(WrittenBatch::batch)
                .sorted()
                .collect(Collectors.joining("\n"))
                .getBytes(StandardCharsets.UTF_8)));
    }

    private static DataFile dataFile(Table table, WrittenBatch batch) {
        try {
            return (DataFile) ContentFileParser.fromJson(JsonUtil.mapper().readTree(batch.dataFile()), table.specs());
        } catch (IOException e) {
            throw new UncheckedIOException("the description of the data file " + batch.path() + " is not JSON", e);
        }
    }

    private static List<BatchEntry> entries(List<WrittenBatch> batches) {
        return batches.stream()
                .map(batch -> new BatchEntry(
                        batch.place(),
                        batch.table().table(),
                        batch.batch(),
                        batch.path(),
                        batch.fileDigest(),
                        batch.fileLength(),
                        batch.rows(),
                        batch.root(),
                        batch.leafPrefixes(),
                        batch.topics(),
                        batch.partitions(),
                        batch.offsets()))
                .toList();
    }

    private record Target(String place, ArchiveTable table) {}
}
