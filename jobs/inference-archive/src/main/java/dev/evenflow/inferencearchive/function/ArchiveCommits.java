package dev.evenflow.inferencearchive.function;

import dev.evenflow.archive.digest.Digests;
import dev.evenflow.archive.ledger.ChainEntry;
import dev.evenflow.archive.ledger.OffsetRange;
import dev.evenflow.archive.store.Archive;
import dev.evenflow.archive.store.ArchiveCommitter;
import dev.evenflow.archive.store.CommitLog;
import dev.evenflow.archive.store.DataCommit;
import dev.evenflow.archive.store.WrittenBatch;
import dev.evenflow.inference.ArchiveCommit;
import dev.evenflow.inference.CommitKind;
import dev.evenflow.inference.LedgerRange;
import dev.evenflow.inferencearchive.codec.CommitterState;
import dev.evenflow.inferencearchive.codec.Tidings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** From tidings to commits: keeps the ledger's position in each partition and sees that no offset is counted twice. */
final class ArchiveCommits {
    private final String name;
    private final Archive archive;
    private final ArchiveCommitter committer;
    private final Map<Partition, Position> positions = new TreeMap<>();
    /** The archive's last commit when the state was restored. */
    private long held;

    private record Partition(String topic, int number) implements Comparable<Partition> {
        @Override
        public int compareTo(Partition other) {
            int byTopic = topic.compareTo(other.topic);
            return byTopic != 0 ? byTopic : Integer.compare(number, other.number);
        }

        @Override
        public String toString() {
            return topic + "-" + number;
        }
    }

    private record Position(long to, long pending) {}

    /** What one commit covers of one partition. */
    private static final class Sum {
        private long from = Long.MAX_VALUE;
        private long to = -1;
        private long records;
        private long quarantined;
        private long duplicates;
        private long archived;

        void add(Tidings tidings) {
            if (tidings.records() > 0) {
                from = Math.min(from, tidings.from());
                to = Math.max(to, tidings.to());
            }
            records += tidings.records();
            quarantined += tidings.quarantined();
            duplicates += tidings.duplicates();
        }
    }

    ArchiveCommits(String name, Archive archive, CommitterState state) {
        this.name = name;
        this.archive = archive;
        this.committer = new ArchiveCommitter(archive);
        for (CommitterState.Position position : state.positions())
            positions.put(
                    new Partition(position.topic(), position.partition()),
                    new Position(position.to(), position.pending()));
    }

    List<CommitterState.Position> positions() {
        List<CommitterState.Position> all = new ArrayList<>();
        positions.forEach((partition, position) ->
                all.add(new CommitterState.Position(partition.topic, partition.number, position.to, position.pending)));
        return all;
    }

    /**
     * Refuses a state that does not go with what the archive holds.
     *
     * @param least the last commit that the state knows to be done
     * @param most the last commit that the state has covered
     */
    void requireFit(long least, long most) {
        held = archive.commits().head().map(CommitLog.Head::dataCommit).orElse(0L);
        if (held > most)
            throw new IllegalStateException(
                    most == 0
                            ? "archive '" + name + "' already holds " + held
                                    + " commits, and this job starts without state: it would archive everything again. Start it"
                                    + " from its last checkpoint or savepoint, or describe a new archive"
                            : "this state knows commits 1 to " + most + " of archive '" + name + "', which holds "
                                    + held
                                    + ": it is older than the last commit, and what commits " + (most + 1) + " to "
                                    + held
                                    + " hold would be archived again. Restore a later checkpoint or savepoint, or withdraw"
                                    + " those commits first: ./evenflow archive rollback --to-commit " + most);
        if (held < least)
            throw new IllegalStateException("this state knows commits 1 to " + least + " of archive '" + name
                    + "', which holds only " + held
                    + ": the state is of another archive, or this one was put back. Nothing was written");
    }

    /** @return false if the archive had this commit already */
    boolean commit(long number, List<Tidings> tidings, long nowMs) {
        List<WrittenBatch> batches = new ArrayList<>();
        Map<Partition, Sum> sums = new TreeMap<>();
        for (Tidings each : tidings) {
            byte[] written = each.batch();
            if (written == null) {
                sum(sums, each.topic(), each.partition()).add(each);
                continue;
            }
            WrittenBatch batch = WrittenBatch.fromBytes(written);
            batches.add(batch);
            batch.archived()
                    .forEach((partition, records) ->
                            sum(sums, partition.topic(), partition.partition()).archived += records);
        }
        List<OffsetRange> ranges = new ArrayList<>();
        sums.forEach((partition, sum) -> ranges.add(advance(partition, sum)));
        // A state may hold several commits that were done after it was taken: stopping with a savepoint aborts the
        // checkpoint before it, and then completes both at once.
        if (number < held) return false;
        return committer
                .commit(new DataCommit(number, Instant.ofEpochMilli(nowMs), batches, ranges))
                .isPresent();
    }

    private static Sum sum(Map<Partition, Sum> sums, String topic, int partition) {
        return sums.computeIfAbsent(new Partition(topic, partition), of -> new Sum());
    }

    private OffsetRange advance(Partition partition, Sum sum) {
        Position before = positions.get(partition);
        long from = before == null ? Math.max(0, Math.min(sum.from, sum.to)) : before.to;
        long pendingBefore = before == null ? 0 : before.pending;
        if (sum.records > 0 && sum.from < from)
            throw new IllegalStateException("partition " + partition + ": records from offset " + sum.from
                    + " arrive, but the ledger covers all before " + from
                    + ": the source was put back without the state that belongs to it");
        long to = Math.max(from, sum.to);
        long pendingAfter = pendingBefore + sum.records - sum.archived - sum.quarantined - sum.duplicates;
        OffsetRange range = new OffsetRange(
                partition.topic,
                partition.number,
                from,
                to,
                sum.records,
                sum.archived,
                sum.quarantined,
                sum.duplicates,
                pendingBefore,
                pendingAfter);
        range.requireBalanced();
        positions.put(partition, new Position(to, pendingAfter));
        return range;
    }

    static ArchiveCommit published(String archive, ChainEntry entry) {
        List<LedgerRange> ranges = new ArrayList<>();
        for (OffsetRange range : entry.ranges())
            ranges.add(new LedgerRange(
                    range.topic(),
                    range.partition(),
                    range.from(),
                    range.to(),
                    range.records(),
                    range.archived(),
                    range.quarantined(),
                    range.duplicates(),
                    range.pendingBefore(),
                    range.pendingAfter()));
        return ArchiveCommit.newBuilder()
                .setArchive(archive)
                .setSequence(entry.sequence())
                .setKind(CommitKind.valueOf(entry.kind().name()))
                .setCommittedAt(entry.at())
                .setRows(entry.batches().stream()
                        .mapToLong(batch -> batch.rows())
                        .sum())
                .setHead(Digests.hex(entry.head()))
                .setPrevious(Digests.hex(entry.previous()))
                .setRanges(ranges)
                .build();
    }
}
