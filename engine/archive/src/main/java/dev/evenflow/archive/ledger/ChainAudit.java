package dev.evenflow.archive.ledger;

import dev.evenflow.archive.digest.Digests;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Walks the chain in its order and says what does not fit. Goes on after a fault from what is there, so that each is named once.
 *
 * <p>Somebody who can rewrite all entries after one, and all heads, deceives it: compare {@link #head} with one that was kept elsewhere.
 */
public final class ChainAudit {
    private final PartitionLedger ledger = new PartitionLedger();
    private long sequence;
    private long dataCommit;
    private byte[] head = ChainEntry.GENESIS;

    /**
     * @param storedHead the head that is stored with the entry
     * @return what is wrong with the entry; empty if nothing is
     */
    public List<String> next(ChainEntry entry, byte[] storedHead) {
        List<String> problems = new ArrayList<>();
        String name = "commit " + entry.sequence();
        checkSequence(entry, problems);
        if (!Arrays.equals(entry.previous(), head))
            problems.add(name + ": does not follow " + (sequence == 0 ? "the beginning" : "commit " + sequence)
                    + ": its previous head is " + Digests.hex(entry.previous()) + ", expected " + Digests.hex(head));
        byte[] computed = entry.head();
        if (!Arrays.equals(computed, storedHead))
            problems.add(name + ": was altered: its content gives head " + Digests.hex(computed) + ", stored is "
                    + Digests.hex(storedHead));
        if (entry.dataCommit() != 0) {
            if (entry.dataCommit() <= dataCommit)
                problems.add(name + ": is data commit " + entry.dataCommit() + ", expected one after " + dataCommit);
            dataCommit = entry.dataCommit();
        }
        for (OffsetRange range : entry.ranges()) {
            ledger.problems(range).forEach(problem -> problems.add(name + ": " + problem));
            ledger.take(range);
        }
        sequence = entry.sequence();
        head = storedHead.clone();
        return problems;
    }

    private void checkSequence(ChainEntry entry, List<String> problems) {
        long expected = sequence + 1;
        if (entry.sequence() == expected) return;
        if (entry.sequence() > expected)
            problems.add((entry.sequence() == expected + 1
                            ? "commit " + expected + " is missing"
                            : "commits " + expected + " to " + (entry.sequence() - 1) + " are missing")
                    + ": after " + sequence + " comes " + entry.sequence());
        else problems.add("commit " + entry.sequence() + ": comes after " + sequence + ", expected " + expected);
    }

    /** Number of the entry that was looked at last; 0 before the first. */
    public long sequence() {
        return sequence;
    }

    /** Stored head of the entry that was looked at last. */
    public byte[] head() {
        return head.clone();
    }

    /** What became of all records so far. */
    public PartitionLedger ledger() {
        return ledger;
    }
}
