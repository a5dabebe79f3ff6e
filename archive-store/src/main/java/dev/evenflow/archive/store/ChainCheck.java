package dev.evenflow.archive.store;

import dev.evenflow.archive.digest.Digests;
import dev.evenflow.archive.ledger.BatchEntry;
import dev.evenflow.archive.ledger.ChainEntry;
import dev.evenflow.archive.ledger.EntryKind;
import dev.evenflow.archive.store.Finding.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;

/**
 * Follows the chain from its first entry: numbers, previous heads, heads. Gathers what the entries say of batches, and what was
 * removed on purpose; the entries' ranges go to the check of the ledger.
 */
final class ChainCheck {
    private final Table commits;
    private final Findings findings;
    private final Map<String, BatchSummary> batches = new LinkedHashMap<>();
    private final Removals removals = new Removals();
    private final List<Link> links = new ArrayList<>();
    private long lastData;

    ChainCheck(Table commits, Findings findings) {
        this.commits = commits;
        this.findings = findings;
    }

    private record Link(long sequence, byte[] head) {}

    /** @param ledger gets every entry and its head, in the order of their numbers */
    void run(BiConsumer<ChainEntry, byte[]> ledger) {
        for (FileScanTask file : TableRows.files(commits, "sequence")) {
            List<Record> rows = new ArrayList<>();
            TableRows.forEach(commits.io(), commits.schema(), file, rows::add);
            rows.sort(Comparator.comparingLong(row -> (Long) row.getField("sequence")));
            for (Record row : rows) {
                read(row).ifPresent(entry -> {
                    check(entry, CommitTables.head(row));
                    ledger.accept(entry, CommitTables.head(row));
                });
            }
        }
        checkProperties();
    }

    private Optional<ChainEntry> read(Record row) {
        try {
            return Optional.of(CommitTables.entry(row));
        } catch (IllegalArgumentException | ArchiveStoreException e) {
            findings.add(Finding.inCommit(
                    Kind.CHAIN_BROKEN,
                    (Long) row.getField("sequence"),
                    "was altered: it is no entry any more: " + e.getMessage()));
            return Optional.empty();
        }
    }

    private void check(ChainEntry entry, byte[] head) {
        long sequence = entry.sequence();
        long last = links.isEmpty() ? 0 : links.get(links.size() - 1).sequence();
        byte[] lastHead = links.isEmpty()
                ? ChainEntry.GENESIS
                : links.get(links.size() - 1).head();
        if (sequence == last) {
            findings.add(Finding.inCommit(Kind.CHAIN_BROKEN, sequence, "is there twice"));
        }
        for (long missing = last + 1; missing < sequence && missing <= last + 100; missing++) {
            findings.add(Finding.inCommit(
                    Kind.CHAIN_BROKEN, missing, "is missing; the chain goes from " + last + " to " + sequence));
        }
        byte[] computed = entry.head();
        if (!Arrays.equals(computed, head)) {
            findings.add(Finding.inCommit(Kind.CHAIN_BROKEN, sequence, altered(entry, computed, head)));
        }
        if (sequence == last + 1 && !Arrays.equals(entry.previous(), lastHead)) {
            findings.add(Finding.inCommit(
                    Kind.CHAIN_BROKEN,
                    sequence,
                    "does not continue commit " + last + ": it was appended to the head "
                            + Digests.hex(entry.previous()) + ", and commit " + last + " has "
                            + Digests.hex(lastHead)));
        }
        if (entry.kind() == EntryKind.DATA) {
            if (entry.dataCommit() != lastData + 1) {
                findings.add(Finding.inCommit(
                        Kind.CHAIN_BROKEN,
                        sequence,
                        "is data commit " + entry.dataCommit() + ", and the one before is " + lastData));
            }
            lastData = entry.dataCommit();
        } else if (entry.kind() == EntryKind.ROLLBACK) {
            lastData = entry.dataCommit();
        }
        for (BatchEntry batch : entry.batches()) {
            BatchSummary other = batches.put(batch.batch(), BatchSummary.of(sequence, batch));
            if (other != null) {
                findings.add(Finding.inCommit(
                        Kind.CHAIN_BROKEN,
                        sequence,
                        "adds batch " + batch.batch() + ", as commit " + other.commit() + " does"));
            }
        }
        removals.add(entry);
        links.add(new Link(sequence, head));
    }

    /** Says more where the entry is whole and only stands in another's place. */
    private String altered(ChainEntry entry, byte[] computed, byte[] head) {
        for (long place = Math.max(1, entry.sequence() - 1000); place <= entry.sequence() + 1000; place++) {
            ChainEntry moved = new ChainEntry(
                    place,
                    entry.kind(),
                    entry.dataCommit(),
                    entry.at(),
                    entry.detail(),
                    entry.ranges(),
                    entry.batches(),
                    entry.previous());
            if (Arrays.equals(moved.head(), head)) {
                return "was moved here: by its head it is commit " + place;
            }
        }
        return "was altered: its content has the head " + Digests.hex(computed) + ", and recorded is "
                + Digests.hex(head);
    }

    private void checkProperties() {
        String recorded = commits.properties().getOrDefault(CommitLog.SEQUENCE, "0") + ":"
                + commits.properties().getOrDefault(CommitLog.HEAD, "");
        if (!recorded.equals(head().isEmpty() ? "0:" : head())) {
            findings.add(Finding.of(
                    Kind.CHAIN_BROKEN,
                    "the table of commits ends with " + (head().isEmpty() ? "no commit" : head())
                            + ", and its writers left it at " + recorded));
        }
    }

    /** The chain must contain what its owner once wrote down, as SEQUENCE:HASH. */
    void checkAnchor(String anchor) {
        Optional<Link> link = links.stream()
                .filter(candidate -> anchor.startsWith(candidate.sequence() + ":"))
                .findFirst();
        if (link.isEmpty()) {
            findings.add(Finding.of(
                    Kind.CHAIN_CUT,
                    "the chain has no commit " + anchor.replaceFirst(":.*", "") + ", which --head names; it ends with "
                            + (head().isEmpty() ? "nothing" : head()) + ": it was cut off or replaced"));
        } else if (!anchor.equals(
                link.get().sequence() + ":" + Digests.hex(link.get().head()))) {
            findings.add(Finding.inCommit(
                    Kind.CHAIN_CUT,
                    link.get().sequence(),
                    "has the head " + Digests.hex(link.get().head()) + ", and --head says "
                            + anchor.replaceFirst(".*:", "") + ": the chain was written anew"));
        }
    }

    /** The entry itself, with what it says of each row. */
    Optional<ChainEntry> entry(long sequence) {
        List<ChainEntry> found = new ArrayList<>();
        TableRows.forEach(commits, Expressions.equal("sequence", sequence), row -> found.add(CommitTables.entry(row)));
        return found.stream().findFirst();
    }

    String head() {
        return links.isEmpty()
                ? ""
                : links.get(links.size() - 1).sequence() + ":"
                        + Digests.hex(links.get(links.size() - 1).head());
    }

    long length() {
        return links.size();
    }

    long lastSequence() {
        return links.isEmpty() ? 0 : links.get(links.size() - 1).sequence();
    }

    long lastData() {
        return lastData;
    }

    /** By id. */
    Map<String, BatchSummary> batches() {
        return batches;
    }

    Removals removals() {
        return removals;
    }
}
