package dev.evenflow.archive.store;

import dev.evenflow.archive.ledger.OffsetRange;
import java.time.Instant;
import java.util.List;

/**
 * What the archive job commits at once: batches, and what became of the source's records up to now.
 *
 * @param number 1 for the first one, then without gaps: a commit that is repeated after a failure has the same number
 */
public record DataCommit(long number, Instant at, List<WrittenBatch> batches, List<OffsetRange> ranges) {
    public DataCommit {
        batches = List.copyOf(batches);
        ranges = List.copyOf(ranges);
    }
}
