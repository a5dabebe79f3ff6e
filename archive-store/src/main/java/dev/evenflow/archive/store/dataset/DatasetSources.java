package dev.evenflow.archive.store.dataset;

import dev.evenflow.archive.digest.Digests;
import dev.evenflow.archive.place.UnlawfulRegionException;
import dev.evenflow.archive.store.Archive;
import dev.evenflow.archive.store.ArchiveCommitter;
import dev.evenflow.archive.store.ArchiveStoreException;
import dev.evenflow.archive.store.ArchiveTable;
import dev.evenflow.archive.store.CommitLog;
import dev.evenflow.archive.store.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * What a training set was made of: the archive up to one entry of its chain.
 *
 * @param archive its name
 * @param ledgerSequence the chain's last entry then
 * @param ledgerHead digest of the chain up to it, 64 hex digits
 * @param snapshots by place and table, in their order
 */
public record DatasetSources(String archive, long ledgerSequence, String ledgerHead, List<PinnedSnapshot> snapshots) {
    public DatasetSources {
        snapshots = List.copyOf(snapshots);
    }

    /**
     * The archive as it is now, as far as the chain vouches for it: what a commit that is under way has already put into a
     * table is left out.
     */
    static DatasetSources now(Archive archive, List<String> regions) {
        CommitLog.Head head = archive.commits()
                .head()
                .orElseThrow(() -> new ArchiveStoreException(
                        "the archive " + archive.config().archive()
                                + " has no commit yet, so there is nothing to make a training set of"));
        List<PinnedSnapshot> snapshots = new ArrayList<>();
        for (String name : places(archive, regions)) {
            for (ArchiveTable kind : ArchiveTable.values()) {
                snapshots.add(
                        new PinnedSnapshot(name, kind.table(), snapshot(archive.place(name), kind, head.dataCommit())));
            }
        }
        return new DatasetSources(archive.config().archive(), head.sequence(), Digests.hex(head.head()), snapshots);
    }

    private static Set<String> places(Archive archive, List<String> regions) {
        Set<String> places = new TreeSet<>();
        if (regions.isEmpty()) {
            archive.places().forEach(place -> places.add(place.name()));
        }
        for (String region : regions) {
            try {
                places.add(archive.residency().placeOf(region));
            } catch (UnlawfulRegionException e) {
                throw new ArchiveStoreException("region: " + e.getMessage(), e);
            }
        }
        return places;
    }

    private static long snapshot(Place place, ArchiveTable kind, long dataCommit) {
        if (!place.catalog().tableExists(TableIdentifier.of(place.config().namespace(), kind.table()))) {
            return 0;
        }
        Table table = place.table(kind);
        table.refresh();
        Snapshot snapshot = table.currentSnapshot();
        while (snapshot != null && isAfter(snapshot, dataCommit)) {
            snapshot = parent(table, snapshot);
        }
        return snapshot == null ? 0 : snapshot.snapshotId();
    }

    private static boolean isAfter(Snapshot snapshot, long dataCommit) {
        String number = snapshot.summary().get(ArchiveCommitter.DATA_COMMIT);
        return number != null && Long.parseLong(number) > dataCommit;
    }

    private static @Nullable Snapshot parent(Table table, Snapshot snapshot) {
        Long parent = snapshot.parentId();
        return parent == null ? null : table.snapshot(parent);
    }
}
