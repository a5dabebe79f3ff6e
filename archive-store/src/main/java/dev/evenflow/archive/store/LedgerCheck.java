package dev.evenflow.archive.store;

import dev.evenflow.archive.digest.Digests;
import dev.evenflow.archive.ledger.ChainEntry;
import dev.evenflow.archive.ledger.EntryKind;
import dev.evenflow.archive.ledger.OffsetRange;
import dev.evenflow.archive.ledger.PartitionLedger;
import dev.evenflow.archive.store.Finding.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.jspecify.annotations.Nullable;

/**
 * The arithmetic of the ledger: ranges of a partition join without a hole, each balances, the flat table says the same as the
 * chain, and what it calls archived is in the rows.
 */
final class LedgerCheck {
    private final Findings findings;
    private final List<List<OffsetRange>> standing = new ArrayList<>();
    private final Map<Place, Told> told = new HashMap<>();
    private final Map<Long, Map<SourcePartition, Long>> counted = new HashMap<>();
    private final Set<Long> uncountable = new TreeSet<>();
    private PartitionLedger partitions = new PartitionLedger();
    private long ranges;

    LedgerCheck(Findings findings) {
        this.findings = findings;
    }

    /** Place of a range in the ledger. */
    private record Place(long commit, SourcePartition source) {}

    /** A range, and the head of its commit. */
    private record Told(OffsetRange range, String head) {}

    void add(ChainEntry entry, byte[] head) {
        if (entry.kind() == EntryKind.ROLLBACK) {
            goBack(entry.dataCommit());
            return;
        }
        for (OffsetRange range : entry.ranges()) {
            ranges++;
            SourcePartition source = new SourcePartition(range.topic(), range.partition());
            told.put(new Place(entry.sequence(), source), new Told(range, Digests.hex(head)));
            for (String problem : partitions.problems(range)) {
                findings.add(Finding.inCommit(Kind.LEDGER_BROKEN, entry.sequence(), problem));
            }
            partitions.take(range);
        }
        if (entry.kind() == EntryKind.DATA) {
            standing.add(entry.ranges());
        }
    }

    /** The ranges that follow go on from that data commit; those after it were withdrawn. */
    private void goBack(long dataCommit) {
        while (standing.size() > dataCommit) {
            standing.remove(standing.size() - 1);
        }
        partitions = new PartitionLedger();
        standing.forEach(ofCommit -> ofCommit.forEach(partitions::take));
    }

    /** Compares the flat table with what the chain said. */
    void compareFlat(Table ledger, long lastCommit) {
        Set<Place> seen = new HashSet<>();
        TableRows.forEach(ledger, Expressions.alwaysTrue(), row -> compareFlat(row, lastCommit, seen));
        Map<Long, TreeSet<SourcePartition>> missing = new TreeMap<>();
        told.keySet().stream().filter(place -> !seen.contains(place)).forEach(place -> missing.computeIfAbsent(
                        place.commit(), commit -> new TreeSet<>())
                .add(place.source()));
        missing.forEach((commit, sources) -> findings.add(
                Finding.inCommit(Kind.LEDGER_DIFFERS, commit, "the table ledger has no row for " + sources)));
    }

    private void compareFlat(Record row, long lastCommit, Set<Place> seen) {
        long commit = (Long) row.getField("commit");
        SourcePartition source =
                new SourcePartition((String) row.getField("topic"), (Integer) row.getField("partition"));
        Place place = new Place(commit, source);
        Told expected = told.get(place);
        if (expected == null) {
            if (commit <= lastCommit) {
                findings.add(Finding.inCommit(
                        Kind.LEDGER_DIFFERS,
                        commit,
                        "the table ledger has a row for " + source + " that the chain has not"));
            }
            return;
        }
        if (!seen.add(place)) {
            findings.add(Finding.inCommit(Kind.LEDGER_DIFFERS, commit, "the table ledger has two rows for " + source));
        }
        OffsetRange range = expected.range();
        compare(commit, source, row, "from_offset", range.from());
        compare(commit, source, row, "to_offset", range.to());
        compare(commit, source, row, "records", range.records());
        compare(commit, source, row, "gaps", range.gaps());
        compare(commit, source, row, "archived", range.archived());
        compare(commit, source, row, "quarantined", range.quarantined());
        compare(commit, source, row, "duplicates", range.duplicates());
        compare(commit, source, row, "pending_before", range.pendingBefore());
        compare(commit, source, row, "pending_after", range.pendingAfter());
        if (!expected.head().equals(row.getField("head"))) {
            findings.add(Finding.inCommit(
                    Kind.LEDGER_DIFFERS,
                    commit,
                    "the table ledger has the head " + row.getField("head") + " for " + source + ", the chain has "
                            + expected.head()));
        }
    }

    private void compare(long commit, SourcePartition source, Record row, String column, long expected) {
        Object value = row.getField(column);
        if (!Long.valueOf(expected).equals(value)) {
            findings.add(Finding.inCommit(
                    Kind.LEDGER_DIFFERS,
                    commit,
                    source + ": the table ledger has " + column + " " + value + ", the chain has " + expected));
        }
    }

    /** The rows of a batch were all there: so many records of each partition are in them. */
    void count(long commit, Map<SourcePartition, Long> records) {
        Map<SourcePartition, Long> ofCommit = counted.computeIfAbsent(commit, missing -> new HashMap<>());
        records.forEach((source, count) -> ofCommit.merge(source, count, Long::sum));
    }

    /** Rows of the commit are missing, on purpose or not: they cannot be counted. */
    void cannotCount(long commit) {
        uncountable.add(commit);
    }

    /** Compares what the ledger calls archived with the records that are in the rows. */
    void compareCounts() {
        told.forEach((place, range) -> {
            if (!uncountable.contains(place.commit())) {
                Map<SourcePartition, Long> ofCommit = counted.get(place.commit());
                Long records = ofCommit == null ? null : ofCommit.remove(place.source());
                compareCount(place, range.range().archived(), records);
            }
        });
        counted.forEach((commit, sources) -> {
            if (!uncountable.contains(commit)) {
                sources.forEach((source, count) -> findings.add(Finding.inCommit(
                        Kind.LEDGER_DIFFERS,
                        commit,
                        "its rows hold " + count + " records of " + source + ", of which the ledger says nothing")));
            }
        });
    }

    private void compareCount(Place place, long archived, @Nullable Long records) {
        long count = records == null ? 0 : records;
        if (count != archived) {
            findings.add(Finding.inCommit(
                    Kind.LEDGER_DIFFERS,
                    place.commit(),
                    place.source() + ": the ledger has " + archived + " records archived, the rows hold " + count));
        }
    }

    long ranges() {
        return ranges;
    }
}
