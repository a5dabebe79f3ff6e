package dev.evenflow.archive.ledger;

/**
 * What became of the records of one partition between two offsets.
 *
 * @param from first offset, inclusive
 * @param to last offset, exclusive
 * @param records in the range; the other offsets are transaction markers
 * @param pendingBefore records that waited for their partner before
 * @param pendingAfter records that wait now
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
        long pendingAfter) {}
