package dev.evenflow.archive.store.dataset;

import dev.evenflow.archive.digest.Digests;
import dev.evenflow.archive.ledger.ChainEntry;
import dev.evenflow.archive.ledger.EntryKind;
import dev.evenflow.archive.store.Archive;
import dev.evenflow.archive.store.ArchiveStoreException;
import dev.evenflow.archive.store.ArchiveTable;
import dev.evenflow.archive.store.TableRows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.jspecify.annotations.Nullable;

/**
 * Rows of the archive as it was at one entry of its chain.
 *
 * <p>They are read from the pinned snapshots. Where a snapshot has expired, from the present one: rows are never changed and name the batch they came with,
 * and the chain says which batches there were. What retention has deleted since is then missing.
 */
final class PinnedRows {
    private final Archive archive;
    private final DatasetSources sources;
    private @Nullable Set<String> batches;

    PinnedRows(Archive archive, DatasetSources sources) {
        this.archive = archive;
        this.sources = sources;
    }

    List<String> places() {
        return sources.snapshots().stream()
                .map(PinnedSnapshot::place)
                .distinct()
                .toList();
    }

    void forEach(String place, ArchiveTable kind, Expression filter, List<String> columns, Consumer<Record> action) {
        long snapshot = sources.snapshots().stream()
                .filter(pin -> pin.place().equals(place) && pin.table().equals(kind.table()))
                .mapToLong(PinnedSnapshot::snapshotId)
                .findFirst()
                .orElseThrow();
        if (snapshot == 0) {
            return;
        }
        Table table = archive.place(place).table(kind);
        table.refresh();
        if (table.snapshot(snapshot) != null) {
            TableRows.forEach(
                    table, table.newScan().useSnapshot(snapshot).filter(filter).select(columns), action);
            return;
        }
        Set<String> then = batches();
        List<String> withBatch = new ArrayList<>(columns);
        withBatch.add("batch");
        TableRows.forEach(table, table.newScan().filter(filter).select(withBatch), row -> {
            if (then.contains(place + "/" + kind.table() + "/" + row.getField("batch"))) {
                action.accept(row);
            }
        });
    }

    /** @throws ArchiveStoreException if the archive's chain does not contain that entry: then it is another archive */
    void checkChain() {
        ChainEntry last = archive.commits().entriesAfter(sources.ledgerSequence() - 1).stream()
                .findFirst()
                .orElseThrow(() -> new ArchiveStoreException("the archive's chain ends before entry "
                        + sources.ledgerSequence() + ", which the training set was made of"));
        if (!Digests.hex(last.head()).equals(sources.ledgerHead())) {
            throw new ArchiveStoreException("entry " + sources.ledgerSequence()
                    + " of the archive's chain has the head "
                    + Digests.hex(last.head()) + ", and the training set was made of one with " + sources.ledgerHead()
                    + ": this is another archive, or it was altered");
        }
    }

    private Set<String> batches() {
        if (batches == null) {
            Map<String, Long> found = new HashMap<>();
            for (ChainEntry entry : archive.commits().entriesAfter(0)) {
                if (entry.sequence() > sources.ledgerSequence()) {
                    break;
                }
                if (entry.kind() == EntryKind.ROLLBACK) {
                    found.values().removeIf(commit -> commit > entry.dataCommit());
                }
                entry.batches()
                        .forEach(batch -> found.put(
                                batch.place() + "/" + batch.table() + "/" + batch.batch(), entry.dataCommit()));
            }
            batches = Set.copyOf(found.keySet());
        }
        return batches;
    }
}
