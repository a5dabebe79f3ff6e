package dev.evenflow.archive.ledger;

import java.util.Optional;

/**
 * What became of the records of one partition: pendingBefore + records = archived + quarantined + duplicates + pendingAfter.
 *
 * @param from first offset, inclusive; the range before it ended there
 * @param to last offset, exclusive
 * @param records records in the range; its other offsets are transaction markers
 * @param archived records that became part of a row
 * @param quarantined records that went to the dead letters
 * @param duplicates records that repeated one
 * @param pendingBefore records that were waiting for their partner
 * @param pendingAfter records that are waiting now
 */
public record OffsetRange(
        String topic,
        int partition,
        long from,
        long to,
        long records,
        long archived,
        long quarantined,
        long duplicates,
        long pendingBefore,
        long pendingAfter) {

    /** What is wrong with it, if anything. A range as it was stored may say anything; who makes one calls {@link #requireBalanced}. */
    public Optional<String> problem() {
        long least = Math.min(
                Math.min(Math.min(from, records), Math.min(archived, quarantined)),
                Math.min(duplicates, Math.min(pendingBefore, pendingAfter)));
        if (partition < 0 || least < 0) return Optional.of(name() + ": expected no negative number in " + this);
        if (to < from) return Optional.of(name() + ": expected an end that is not before the beginning");
        if (records > to - from)
            return Optional.of(name() + ": found " + records + " records in " + (to - from) + " offsets");
        long in = pendingBefore + records;
        long out = archived + quarantined + duplicates + pendingAfter;
        return in == out
                ? Optional.empty()
                : Optional.of(name() + ": does not balance by " + (in - out) + ": " + sum());
    }

    /** @throws LedgerException if it does not balance; the message is {@link #problem} */
    public OffsetRange requireBalanced() {
        Optional<String> problem = problem();
        if (problem.isPresent()) throw new LedgerException(problem.get());
        return this;
    }

    /** Offsets without a record: transaction markers, and what was compacted away. */
    public long gaps() {
        return to - from - records;
    }

    /** As {@code inference-requests-3 [100, 200)}. */
    public String name() {
        return topic + "-" + partition + " [" + from + ", " + to + ")";
    }

    private String sum() {
        return pendingBefore + " pending before + " + records + " records, but " + archived + " archived + "
                + quarantined + " quarantined + " + duplicates + " duplicates + " + pendingAfter + " pending after";
    }
}
