package dev.evenflow.archive.store;

import dev.evenflow.archive.digest.Digests;
import dev.evenflow.archive.digest.MerkleTree;
import dev.evenflow.archive.ledger.BatchEntry;
import dev.evenflow.archive.ledger.ChainEntry;
import dev.evenflow.archive.store.Finding.Kind;
import dev.evenflow.archive.store.RowSources.SourceRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.InputFile;
import org.jspecify.annotations.Nullable;

/**
 * One table of rows against the chain: every live file is there, unaltered where it is an original; every batch's rows are
 * there once, with the recorded Merkle root, whichever files they are in. Works partition by partition.
 */
final class TableCheck {
    /** Rows of one batch that are named one by one when they are missing. */
    private static final int NAMED = 20;

    private final String place;
    private final ArchiveTable kind;
    private final Table table;
    private final ChainCheck chain;
    private final LedgerCheck ledger;
    private final BlobCheck blobs;
    private final Findings findings;
    private final RowDigests digests;
    private final RowSources sources;
    private final Set<String> seen = new HashSet<>();
    private final Map<String, BatchSummary> byPath = new LinkedHashMap<>();
    private final Map<String, Stranger> strangers = new TreeMap<>();
    private final int batchColumn;
    private final int rowColumn;
    private long files;
    private long rows;

    TableCheck(
            String place,
            ArchiveTable kind,
            Table table,
            ChainCheck chain,
            LedgerCheck ledger,
            BlobCheck blobs,
            Findings findings) {
        this.place = place;
        this.kind = kind;
        this.table = table;
        this.chain = chain;
        this.ledger = ledger;
        this.blobs = blobs;
        this.findings = findings;
        this.digests = new RowDigests(table.schema());
        this.sources = new RowSources(kind, table.schema());
        this.batchColumn = table.schema().columns().indexOf(table.schema().findField("batch"));
        this.rowColumn = table.schema().columns().indexOf(table.schema().findField("batch_row"));
        chain.batches().values().stream().filter(this::isOurs).forEach(batch -> byPath.put(batch.path(), batch));
    }

    /** Rows of a batch that the chain does not know. */
    private record Stranger(String file, long rows, String source) {}

    private boolean isOurs(BatchSummary batch) {
        return batch.place().equals(place) && batch.table().equals(kind.table());
    }

    void run() {
        partitions().forEach((partition, ofPartition) -> partition(ofPartition));
        for (BatchSummary batch : byPath.values()) {
            if (seen.contains(batch.batch())) {
                continue;
            }
            ledger.cannotCount(batch.commit());
            if (!chain.removals().hasBatch(batch.batch())) {
                findings.add(Finding.inBatch(
                        Kind.BATCH_MISSING,
                        batch,
                        null,
                        "none of its " + batch.rows() + " rows is in the table " + table.name()
                                + ", and no commit says that they were removed" + firstSource(batch)));
            }
        }
    }

    private Map<String, List<FileScanTask>> partitions() {
        Map<String, List<FileScanTask>> partitions = new TreeMap<>();
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
            for (FileScanTask task : tasks) {
                String partition = task.spec().specId() + " " + task.spec().partitionToPath(task.partition());
                partitions
                        .computeIfAbsent(partition, missing -> new ArrayList<>())
                        .add(task);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot plan a scan of " + table.name(), e);
        }
        return partitions;
    }

    private void partition(List<FileScanTask> tasks) {
        blobs.begin();
        Map<String, BatchRows> open = new LinkedHashMap<>();
        for (FileScanTask task : tasks) {
            files++;
            task.deletes()
                    .forEach(delete -> findings.add(Finding.inFile(
                            Kind.ROWS_DELETED,
                            delete.location(),
                            "deletes rows of " + task.file().location()
                                    + "; rows of an archive are never deleted one by one")));
            BatchSummary original = byPath.get(task.file().location());
            if (checkFile(task.file(), original, open)) {
                readRows(task, original, open);
            }
        }
        for (BatchRows batch : open.values()) {
            finish(batch, tasks);
        }
    }

    /** False if there is nothing to read. */
    private boolean checkFile(DataFile live, @Nullable BatchSummary original, Map<String, BatchRows> open) {
        InputFile file = table.io().newInputFile(live.location());
        if (!file.exists()) {
            if (original == null) {
                findings.add(Finding.inFile(
                        Kind.FILE_MISSING,
                        live.location(),
                        "the data file is missing, with " + live.recordCount() + " rows"));
            } else {
                seen.add(original.batch());
                ledger.cannotCount(original.commit());
                findings.add(Finding.inBatch(
                        Kind.FILE_MISSING,
                        original,
                        null,
                        "the data file is missing, with " + original.rows() + " rows" + firstSource(original)));
            }
            return false;
        }
        if (original != null) {
            MessageDigest digest = Digests.sha256();
            long length = digest(file, digest);
            byte[] sha256 = digest.digest();
            if (length != original.fileLength() || !Arrays.equals(sha256, original.fileDigest())) {
                open.computeIfAbsent(original.batch(), missing -> new BatchRows(original));
                findings.add(Finding.inBatch(
                        Kind.FILE_ALTERED,
                        original,
                        null,
                        "the data file was altered: it has " + length + " bytes and SHA-256 " + Digests.hex(sha256)
                                + ", recorded are " + original.fileLength() + " bytes and "
                                + Digests.hex(original.fileDigest())));
            }
        }
        return true;
    }

    private static long digest(InputFile file, MessageDigest digest) {
        byte[] buffer = new byte[1 << 16];
        long length = 0;
        try (InputStream in = file.newStream()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                length += read;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file.location(), e);
        }
        return length;
    }

    private void readRows(FileScanTask task, @Nullable BatchSummary original, Map<String, BatchRows> open) {
        String file = task.file().location();
        try {
            TableRows.forEach(table.io(), table.schema(), file, Expressions.alwaysTrue(), row -> row(row, file, open));
        } catch (RuntimeException e) {
            // Parquet has many ways to say that bytes are not what they were
            String message = "cannot be read: " + e;
            findings.add(
                    original == null
                            ? Finding.inFile(Kind.FILE_UNREADABLE, file, message)
                            : Finding.inBatch(Kind.FILE_UNREADABLE, original, null, message));
        }
    }

    private void row(Record row, String file, Map<String, BatchRows> open) {
        rows++;
        String id = String.valueOf(row.get(batchColumn));
        BatchSummary batch = chain.batches().get(id);
        if (batch == null || !isOurs(batch)) {
            strangers.merge(
                    id,
                    new Stranger(file, 1, sources.first(row).toString()),
                    (known, one) -> new Stranger(known.file(), known.rows() + 1, known.source()));
            return;
        }
        BatchRows ofBatch = open.get(id);
        if (ofBatch == null) {
            ofBatch = new BatchRows(batch);
            open.put(id, ofBatch);
        }
        int number = (Integer) row.get(rowColumn);
        if (number < 0 || number >= batch.rows()) {
            findings.add(Finding.ofRow(
                    Kind.ROW_UNKNOWN,
                    batch,
                    file,
                    number,
                    sources.first(row).toString(),
                    "is beyond the batch's " + batch.rows() + " rows"));
            return;
        }
        if (!ofBatch.add(number, digests.digest(row))) {
            findings.add(Finding.ofRow(
                    Kind.ROW_TWICE, batch, file, number, sources.first(row).toString(), "is there twice"));
            return;
        }
        for (int i = 0; i < sources.records(); i++) {
            SourceRecord record = sources.of(row, i);
            if (record != null) {
                ofBatch.count(new SourcePartition(record.topic(), record.partition()));
            }
        }
        blobs.check(row, batch, number);
    }

    private void finish(BatchRows ofBatch, List<FileScanTask> tasks) {
        BatchSummary batch = ofBatch.batch();
        if (!seen.add(batch.batch())) {
            findings.add(Finding.inBatch(Kind.ROW_ALTERED, batch, null, "its rows are in two partitions"));
        }
        if (ofBatch.isComplete() && Arrays.equals(ofBatch.root(), batch.root())) {
            ledger.count(batch.commit(), ofBatch.records());
            return;
        }
        ledger.cannotCount(batch.commit());
        Optional<BatchEntry> entry = entry(batch);
        List<Long> missing = ofBatch.missing();
        for (long row : missing.subList(0, Math.min(NAMED, missing.size()))) {
            findings.add(Finding.ofRow(
                    Kind.ROW_MISSING, batch, null, row, source(entry, row), "is in no file of the table"));
        }
        if (missing.size() > NAMED) {
            findings.add(Finding.inBatch(
                    Kind.ROW_MISSING,
                    batch,
                    null,
                    "so are " + (missing.size() - NAMED) + " more of its " + batch.rows() + " rows, up to row "
                            + missing.get(missing.size() - 1)));
        }
        boolean named = entry.isPresent() && nameAltered(batch, entry.get(), tasks);
        if (!named && ofBatch.isComplete()) {
            findings.add(Finding.inBatch(
                    Kind.ROW_ALTERED,
                    batch,
                    null,
                    "its rows have the Merkle root " + Digests.hex(ofBatch.root()) + ", recorded is "
                            + Digests.hex(batch.root())));
        }
    }

    /** Reads the batch once more, to find which rows are not those that the chain has the leaves of. */
    private boolean nameAltered(BatchSummary batch, BatchEntry entry, List<FileScanTask> tasks) {
        boolean[] found = new boolean[1];
        for (FileScanTask task : tasks) {
            String file = task.file().location();
            try {
                TableRows.forEach(table.io(), table.schema(), file, Expressions.equal("batch", batch.batch()), row -> {
                    int number = (Integer) row.get(rowColumn);
                    if (number >= 0
                            && number < batch.rows()
                            && !entry.hasLeaf(number, new MerkleTree().append(digests.digest(row)))) {
                        found[0] = true;
                        findings.add(Finding.ofRow(
                                Kind.ROW_ALTERED,
                                batch,
                                file,
                                number,
                                source(Optional.of(entry), number),
                                "was altered"));
                    }
                });
            } catch (RuntimeException e) {
                // reported when the file was read first
                continue;
            }
        }
        return found[0];
    }

    private Optional<BatchEntry> entry(BatchSummary batch) {
        Optional<ChainEntry> commit = chain.entry(batch.commit());
        return commit.flatMap(entry -> entry.batches().stream()
                .filter(candidate -> candidate.batch().equals(batch.batch()))
                .findFirst());
    }

    private static @Nullable String source(Optional<BatchEntry> entry, long row) {
        if (entry.isEmpty() || row >= entry.get().offsets().length) {
            return null;
        }
        int at = (int) row;
        return new SourceRecord(
                        entry.get().topics()[at],
                        entry.get().partitions()[at],
                        entry.get().offsets()[at])
                .toString();
    }

    private String firstSource(BatchSummary batch) {
        String source = source(entry(batch), 0);
        return source == null ? "" : " (the first came from " + source + ")";
    }

    /** Reports rows of batches that are not in the chain, but for those that were committed while this ran. */
    void reportStrangers(Set<String> committedMeanwhile) {
        boolean ahead =
                Long.parseLong(table.properties().getOrDefault(ArchiveCommitter.DATA_COMMIT, "0")) > chain.lastData();
        strangers.forEach((batch, stranger) -> {
            if (committedMeanwhile.contains(batch)) {
                return;
            }
            String message = "has " + stranger.rows() + " rows of batch " + batch
                    + ", which the chain does not know (the first came from " + stranger.source() + ")";
            if (ahead) {
                findings.note(
                        stranger.file() + ": " + message
                                + "; a data commit that follows the chain's last one is under way, or died: verify again when it is through");
            } else {
                findings.add(Finding.inFile(Kind.ROW_UNKNOWN, stranger.file(), message));
            }
        });
    }

    long files() {
        return files;
    }

    long rows() {
        return rows;
    }
}
