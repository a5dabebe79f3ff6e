package dev.evenflow.archive.store;

import dev.evenflow.archive.ledger.BatchEntry;
import dev.evenflow.archive.store.Finding.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;

/**
 * Checks an archive by its files alone: the chain, the ledger, every data file, row and blob. Changes nothing, needs no keys, and
 * no catalog server: it asks the catalog where it is there, and otherwise takes each table's newest metadata file.
 *
 * <p>May run while the archive is written to: what is committed meanwhile is left to the next run.
 */
public final class Verification {
    private final ArchiveConfig config;
    private final boolean askCatalog;
    private final Optional<String> anchor;
    private final Findings findings = new Findings();

    /**
     * @param askCatalog false to look at the warehouses only
     * @param anchor what the owner wrote down of the chain before, as SEQUENCE:HASH: a chain that was cut off or written anew does
     *     not contain it
     */
    public Verification(ArchiveConfig config, boolean askCatalog, Optional<String> anchor) {
        this.config = config;
        this.askCatalog = askCatalog;
        this.anchor = anchor;
    }

    public VerificationReport run() {
        long begin = System.nanoTime();
        try (StoredTables ledgerTables = new StoredTables(config.archive(), config.ledger(), askCatalog, findings)) {
            Optional<Table> commits = ledgerTables.table(config.ledgerNamespace(), CommitLog.COMMITS);
            if (commits.isEmpty()) {
                findings.add(Finding.of(
                        Kind.TABLE_MISSING,
                        "the table of commits is missing: there is no metadata file in "
                                + Locations.child(
                                        config.ledger().warehouse(),
                                        config.ledgerNamespace() + "/" + CommitLog.COMMITS)));
                return report("", 0, 0, 0, 0, 0, begin);
            }
            ChainCheck chain = new ChainCheck(commits.get(), findings);
            LedgerCheck ledger = new LedgerCheck(findings);
            chain.run(ledger::add);
            anchor.ifPresent(chain::checkAnchor);
            compareFlat(ledgerTables, ledger, chain);
            List<TableCheck> tables = new ArrayList<>();
            long blobs = checkPlaces(chain, ledger, tables);
            ledger.compareCounts();
            Set<String> meanwhile = committedAfter(ledgerTables, chain.lastSequence());
            tables.forEach(table -> table.reportStrangers(meanwhile));
            return report(
                    chain.head(),
                    chain.length(),
                    ledger.ranges(),
                    tables.stream().mapToLong(TableCheck::files).sum(),
                    tables.stream().mapToLong(TableCheck::rows).sum(),
                    blobs,
                    begin);
        }
    }

    private void compareFlat(StoredTables tables, LedgerCheck ledger, ChainCheck chain) {
        Optional<Table> flat = tables.table(config.ledgerNamespace(), CommitLog.LEDGER);
        if (flat.isEmpty()) {
            findings.add(Finding.of(Kind.TABLE_MISSING, "the table ledger is missing"));
        } else {
            ledger.compareFlat(flat.get(), chain.lastSequence());
        }
    }

    private long checkPlaces(ChainCheck chain, LedgerCheck ledger, List<TableCheck> checks) {
        long blobs = 0;
        for (PlaceConfig place : config.places()) {
            try (StoredTables tables = new StoredTables(config.archive(), place.catalog(), askCatalog, findings)) {
                for (ArchiveTable kind : ArchiveTable.values()) {
                    Optional<Table> table = tables.table(place.namespace(), kind.table());
                    if (table.isEmpty()) {
                        reportMissing(place, kind, chain, ledger);
                        continue;
                    }
                    BlobCheck blobCheck = new BlobCheck(
                            place.blobs(), table.get().io(), table.get().schema(), chain.removals(), findings);
                    TableCheck check =
                            new TableCheck(place.place(), kind, table.get(), chain, ledger, blobCheck, findings);
                    run(check, table.get(), place, kind, chain, ledger);
                    checks.add(check);
                    blobs += blobCheck.blobs();
                }
            }
        }
        return blobs;
    }

    /** A manifest that is missing or altered ends the check of its table, and not the others'. */
    private void run(
            TableCheck check, Table table, PlaceConfig place, ArchiveTable kind, ChainCheck chain, LedgerCheck ledger) {
        try {
            check.run();
        } catch (RuntimeException e) {
            findings.add(Finding.of(
                    Kind.TABLE_UNREADABLE, "the table " + table.name() + " cannot be read to its end: " + e));
            chain.batches().values().stream()
                    .filter(batch ->
                            batch.place().equals(place.place()) && batch.table().equals(kind.table()))
                    .forEach(batch -> ledger.cannotCount(batch.commit()));
        }
    }

    private void reportMissing(PlaceConfig place, ArchiveTable kind, ChainCheck chain, LedgerCheck ledger) {
        long rows = 0;
        for (BatchSummary batch : chain.batches().values()) {
            if (batch.place().equals(place.place()) && batch.table().equals(kind.table())) {
                ledger.cannotCount(batch.commit());
                rows += chain.removals().hasBatch(batch.batch()) ? 0 : batch.rows();
            }
        }
        if (rows > 0) {
            findings.add(Finding.of(
                    Kind.TABLE_MISSING,
                    "the table " + place.namespace() + "." + kind.table() + " is missing, with " + rows + " rows"));
        }
    }

    /** Batches that were committed while this ran. */
    private Set<String> committedAfter(StoredTables tables, long sequence) {
        Set<String> batches = new HashSet<>();
        tables.table(config.ledgerNamespace(), CommitLog.COMMITS)
                .ifPresent(now -> TableRows.forEach(now, Expressions.greaterThan("sequence", sequence), row -> {
                    for (BatchEntry batch : CommitTables.entry(row).batches()) {
                        batches.add(batch.batch());
                    }
                }));
        return batches;
    }

    private VerificationReport report(
            String head, long commits, long ranges, long files, long rows, long blobs, long begin) {
        return new VerificationReport(
                config.archive(),
                head,
                commits,
                ranges,
                files,
                rows,
                blobs,
                findings.findings(),
                findings.count(),
                findings.notes(),
                (System.nanoTime() - begin) / 1e9);
    }
}
