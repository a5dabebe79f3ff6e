package dev.evenflow.archive.store.operation;

import java.time.Instant;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/** Iceberg's expiry of snapshots: data files that only older states of a table need are deleted. The newest state always stays. */
final class SnapshotExpiry {
    private SnapshotExpiry() {}

    /** Returns how many snapshots went. */
    static int expire(Table table, Instant olderThan) {
        table.refresh();
        Snapshot newest = table.currentSnapshot();
        if (newest == null) {
            return 0;
        }
        ExpireSnapshots expiry = table.expireSnapshots()
                .expireOlderThan(olderThan.toEpochMilli())
                .retainLast(1);
        int expired = 0;
        for (Snapshot snapshot : table.snapshots()) {
            if (snapshot.snapshotId() != newest.snapshotId() && snapshot.timestampMillis() < olderThan.toEpochMilli()) {
                // named one by one: of ages alone, Iceberg leaves the files that the newest snapshot removed
                expiry.expireSnapshotId(snapshot.snapshotId());
                expired++;
            }
        }
        if (expired > 0) {
            expiry.commit();
        }
        return expired;
    }

    /** Leaves nothing but the newest state. */
    static int expireAllButNewest(Table table) {
        table.refresh();
        Snapshot newest = table.currentSnapshot();
        return newest == null ? 0 : expire(table, Instant.ofEpochMilli(newest.timestampMillis() + 1));
    }
}
