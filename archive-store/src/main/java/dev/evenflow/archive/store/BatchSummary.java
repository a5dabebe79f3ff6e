package dev.evenflow.archive.store;

import dev.evenflow.archive.ledger.BatchEntry;

/** What the chain says of a batch, without what it says of each row. */
record BatchSummary(
        long commit,
        String place,
        String table,
        String batch,
        String path,
        byte[] fileDigest,
        long fileLength,
        long rows,
        byte[] root) {
    static BatchSummary of(long commit, BatchEntry entry) {
        return new BatchSummary(
                commit,
                entry.place(),
                entry.table(),
                entry.batch(),
                entry.path(),
                entry.fileDigest(),
                entry.fileLength(),
                entry.rows(),
                entry.root());
    }
}
