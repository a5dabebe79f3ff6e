package dev.evenflow.archive.ledger;

import dev.evenflow.archive.digest.Digests;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;

/**
 * One thing that was done to the archive. Entries are numbered from 1 without gaps, and each head covers all entries up to it.
 *
 * @param dataCommit number of the data commit; 0 for other kinds
 * @param at to the millisecond
 * @param detail JSON of what the kind needs, for example an erasure's receipt; empty where there is nothing to say
 * @param previous head of the entry before; {@link #GENESIS} for the first
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; the head is
public record ChainEntry(
        long sequence,
        EntryKind kind,
        long dataCommit,
        Instant at,
        String detail,
        List<OffsetRange> ranges,
        List<BatchEntry> batches,
        byte[] previous) {
    /** What the first entry has as previous head: 32 zero bytes. */
    public static final byte[] GENESIS = new byte[Digests.LENGTH];

    public ChainEntry {
        ranges = List.copyOf(ranges);
        batches = List.copyOf(batches);
    }

    /** What is digested (see {@link CanonicalBytes}): all but the previous head. */
    public byte[] canonicalBytes() {
        return CanonicalBytes.of(this);
    }

    /** SHA-256 of the canonical bytes. */
    public byte[] digest() {
        return Digests.sha256(canonicalBytes());
    }

    /** SHA-256 of the previous head and the canonical bytes. */
    public byte[] head() {
        MessageDigest head = Digests.sha256();
        head.update(previous);
        return head.digest(canonicalBytes());
    }

    /** Rows that it added. */
    public long rows() {
        return batches.stream().mapToLong(BatchEntry::rows).sum();
    }
}
