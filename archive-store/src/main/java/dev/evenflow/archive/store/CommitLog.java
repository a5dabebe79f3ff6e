package dev.evenflow.archive.store;

import dev.evenflow.archive.digest.Digests;
import dev.evenflow.archive.ledger.BatchEntry;
import dev.evenflow.archive.ledger.ChainEntry;
import dev.evenflow.archive.ledger.EntryKind;
import dev.evenflow.archive.ledger.OffsetRange;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;

/**
 * The chain of everything that was done to the archive: table {@code commits}, and {@code ledger} with its ranges, flat.
 *
 * <p>Several processes may append: each entry goes behind the head its writer saw, or is made anew. Thread-safe.
 */
public final class CommitLog implements AutoCloseable {
    /** Names of the tables. */
    public static final String COMMITS = "commits";

    public static final String LEDGER = "ledger";

    static final String SEQUENCE = "evenflow.sequence";
    static final String HEAD = "evenflow.head";

    private final String archive;
    private final Catalog catalog;
    private final Table commits;
    private final Table ledger;

    private CommitLog(String archive, Catalog catalog, Table commits, Table ledger) {
        this.archive = archive;
        this.catalog = catalog;
        this.commits = commits;
        this.ledger = ledger;
    }

    /** Where the chain ends. */
    public record Head(long sequence, long dataCommit, byte[] head) {
        @Override
        public String toString() {
            return sequence + ":" + Digests.hex(head);
        }
    }

    static CommitLog open(ArchiveConfig config) {
        Catalog catalog = Catalogs.open(config.archive(), config.ledger());
        Map<String, String> properties = TableDefinitions.writing();
        PartitionSpec spec = PartitionSpec.unpartitioned();
        Table commits = Catalogs.create(
                catalog, TableIdentifier.of(config.ledgerNamespace(), COMMITS), CommitTables.COMMITS, spec, properties);
        Table ledger = Catalogs.create(
                catalog, TableIdentifier.of(config.ledgerNamespace(), LEDGER), CommitTables.LEDGER, spec, properties);
        return new CommitLog(config.archive(), catalog, commits, ledger);
    }

    /** The chain's end as it is now; empty before the first entry. */
    public synchronized Optional<Head> head() {
        commits.refresh();
        return head(commits);
    }

    private static Optional<Head> head(Table commits) {
        Map<String, String> properties = commits.properties();
        String head = properties.get(HEAD);
        return head == null
                ? Optional.empty()
                : Optional.of(new Head(
                        Long.parseLong(properties.getOrDefault(SEQUENCE, "0")),
                        Long.parseLong(properties.getOrDefault(ArchiveCommitter.DATA_COMMIT, "0")),
                        Digests.fromHex(head)));
    }

    /** Appends an entry that adds no rows. */
    public ChainEntry append(EntryKind kind, Instant at, String detail) {
        if (kind == EntryKind.DATA || kind == EntryKind.ROLLBACK) {
            throw new IllegalArgumentException(
                    "data is committed by the ArchiveCommitter, and withdrawn by appendRollback");
        }
        return append(kind, 0, at, detail, List.of(), List.of()).orElseThrow();
    }

    /** Appends that the data commits after that one are withdrawn: the next one has the number that follows it. */
    public ChainEntry appendRollback(long toCommit, Instant at, String detail) {
        return append(EntryKind.ROLLBACK, toCommit, at, detail, List.of(), List.of())
                .orElseThrow();
    }

    /** Empty if the chain has that data commit. */
    Optional<ChainEntry> appendData(long number, Instant at, List<OffsetRange> ranges, List<BatchEntry> batches) {
        return append(EntryKind.DATA, number, at, "", ranges, batches);
    }

    private synchronized Optional<ChainEntry> append(
            EntryKind kind,
            long dataCommit,
            Instant at,
            String detail,
            List<OffsetRange> ranges,
            List<BatchEntry> batches) {
        completeLedger();
        AtomicReference<ChainEntry> appended = new AtomicReference<>();
        boolean done = PinnedTable.commit(commits, (now, transaction) -> {
            Optional<Head> head = head(now);
            long lastData = head.map(Head::dataCommit).orElse(0L);
            if (kind == EntryKind.DATA) {
                StaleCommitException.check(archive, dataCommit, lastData);
                if (dataCommit == lastData) {
                    return false;
                }
            }
            ChainEntry entry = new ChainEntry(
                    head.map(Head::sequence).orElse(0L) + 1,
                    kind,
                    dataCommit,
                    at.truncatedTo(ChronoUnit.MILLIS),
                    detail,
                    ranges,
                    batches,
                    head.map(Head::head).orElse(ChainEntry.GENESIS));
            appended.set(entry);
            add(transaction, commits, List.of(CommitTables.commitRow(entry)));
            transaction
                    .updateProperties()
                    .set(SEQUENCE, Long.toString(entry.sequence()))
                    .set(
                            ArchiveCommitter.DATA_COMMIT,
                            Long.toString(kind == EntryKind.ROLLBACK ? dataCommit : Math.max(dataCommit, lastData)))
                    .set(HEAD, Digests.hex(entry.head()))
                    .commit();
            return true;
        });
        if (!done) {
            return Optional.empty();
        }
        completeLedger();
        return Optional.ofNullable(appended.get());
    }

    /** Brings the flat table up to the chain: also what a process left undone that died between the two. */
    private void completeLedger() {
        commits.refresh();
        long last = head(commits).map(Head::sequence).orElse(0L);
        PinnedTable.commit(ledger, (now, transaction) -> {
            long done = Long.parseLong(now.properties().getOrDefault(SEQUENCE, "0"));
            if (done >= last) {
                return false;
            }
            List<Record> rows = new ArrayList<>();
            entries(done).forEach(entry -> rows.addAll(CommitTables.ledgerRows(entry)));
            if (!rows.isEmpty()) {
                add(transaction, ledger, rows);
            }
            transaction.updateProperties().set(SEQUENCE, Long.toString(last)).commit();
            return true;
        });
    }

    /** Entries with a higher number, in their order. */
    public synchronized List<ChainEntry> entriesAfter(long sequence) {
        commits.refresh();
        return entries(sequence);
    }

    private List<ChainEntry> entries(long after) {
        return read(Expressions.greaterThan("sequence", after));
    }

    private List<ChainEntry> read(Expression filter) {
        List<ChainEntry> entries = new ArrayList<>();
        TableRows.forEach(commits, filter, row -> entries.add(CommitTables.entry(row)));
        entries.sort(Comparator.comparingLong(ChainEntry::sequence));
        return entries;
    }

    private static void add(Transaction transaction, Table table, List<Record> rows) {
        String path = table.locationProvider().newDataLocation(UUID.randomUUID() + ".parquet");
        try {
            DataWriter<Record> writer = Parquet.writeData(table.io().newOutputFile(path))
                    .forTable(table)
                    .createWriterFunc(GenericParquetWriter::create)
                    .build();
            try (writer) {
                rows.forEach(writer::write);
            }
            DataFile file = writer.toDataFile();
            transaction.newAppend().appendFile(file).commit();
        } catch (IOException e) {
            throw new ArchiveStoreException("cannot write " + path + ": " + e, e);
        }
    }

    /** Tables of the chain, for maintenance. */
    public List<Table> tables() {
        return List.of(commits, ledger);
    }

    @Override
    public synchronized void close() {
        Catalogs.close(catalog);
    }
}
