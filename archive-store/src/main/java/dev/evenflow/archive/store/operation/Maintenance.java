package dev.evenflow.archive.store.operation;

import dev.evenflow.archive.store.Archive;
import dev.evenflow.archive.store.ArchiveTable;
import dev.evenflow.archive.store.Place;
import java.time.Instant;
import java.util.List;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/** Keeps the archive's tables fast: compacts small files, drops old states. A job may write meanwhile. Nothing that a proof needs goes. */
public final class Maintenance {
    private final Archive archive;

    public Maintenance(Archive archive) {
        this.archive = archive;
    }

    /**
     * What to do.
     *
     * @param leastFiles so many small ones a partition must have before it is worth it
     * @param settled what was committed since then is not compacted
     * @param expireOlderThan older states of the tables go, and the files only they need; null to keep all
     */
    public record Request(long targetBytes, int leastFiles, Instant settled, @Nullable Instant expireOlderThan) {}

    /** Files before and after, of those that were rewritten; snapshots that went; contents whose deletion was overdue. */
    public record Outcome(int filesBefore, int filesAfter, int snapshots, int contents) {}

    public Outcome run(Request request) {
        Compaction.Outcome files = new Compaction.Outcome(0, 0);
        int snapshots = 0;
        int contents = 0;
        for (Place place : archive.places()) {
            contents += Erasure.deleteDoomed(place);
            for (ArchiveTable kind : ArchiveTable.values()) {
                Table table = place.table(kind);
                files = files.plus(
                        new Compaction(table, request.targetBytes()).rows(request.settled(), request.leastFiles()));
                snapshots += expire(table, request);
            }
        }
        List<Table> chain = archive.commits().tables();
        files = files.plus(new Compaction(chain.get(0), request.targetBytes()).chain("sequence"));
        files = files.plus(new Compaction(chain.get(1), request.targetBytes()).chain("commit"));
        for (Table table : chain) {
            snapshots += expire(table, request);
        }
        return new Outcome(files.before(), files.after(), snapshots, contents);
    }

    private static int expire(Table table, Request request) {
        Instant olderThan = request.expireOlderThan();
        return olderThan == null ? 0 : SnapshotExpiry.expire(table, olderThan);
    }
}
