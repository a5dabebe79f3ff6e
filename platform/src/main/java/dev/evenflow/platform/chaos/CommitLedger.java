package dev.evenflow.platform.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the topic of commits says of the archive. Entries must follow each other without a gap, each naming the head of
 * the one before; ranges of a partition must join; every record of a range must be accounted for. Not thread-safe.
 */
final class CommitLedger {
    private static final String NO_HEAD = "0".repeat(64);

    private final List<String> problems = new ArrayList<>();
    private final Map<String, Range> last = new HashMap<>();
    private final Map<String, Sum> sums = new HashMap<>();
    private String head = NO_HEAD;
    private long sequence;
    private long rows;

    /** What became of the records of one partition between two offsets; as in the schema ArchiveCommit. */
    record Range(
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

    record Commit(long sequence, String previous, String head, long rows, List<Range> ranges) {
        Commit {
            ranges = List.copyOf(ranges);
        }
    }

    /** Of a topic. */
    record Sum(long records, long archived, long quarantined, long duplicates) {
        static final Sum NOTHING = new Sum(0, 0, 0, 0);

        Sum plus(Range range) {
            return new Sum(
                    records + range.records(),
                    archived + range.archived(),
                    quarantined + range.quarantined(),
                    duplicates + range.duplicates());
        }
    }

    void add(Commit commit) {
        if (commit.sequence() != sequence + 1)
            problems.add("commit " + commit.sequence() + " follows commit " + sequence);
        if (!commit.previous().equals(head))
            problems.add("commit " + commit.sequence() + " names another head than that of the commit before");
        sequence = commit.sequence();
        head = commit.head();
        rows += commit.rows();
        commit.ranges().forEach(this::add);
    }

    private void add(Range range) {
        Range before = last.put(range.topic() + "-" + range.partition(), range);
        long from = before == null ? 0 : before.to();
        long pending = before == null ? 0 : before.pendingAfter();
        if (range.from() != from)
            problems.add(range + " begins at " + range.from() + ", the one before ended at " + from);
        if (range.pendingBefore() != pending)
            problems.add(range + " begins with " + range.pendingBefore() + " pending, the one before left " + pending);
        if (range.pendingBefore() + range.records()
                != range.archived() + range.quarantined() + range.duplicates() + range.pendingAfter())
            problems.add(range + " does not balance");
        sums.merge(range.topic(), Sum.NOTHING.plus(range), (sum, one) -> sum.plus(range));
    }

    List<String> problems() {
        return List.copyOf(problems);
    }

    Sum sum(String topic) {
        return sums.getOrDefault(topic, Sum.NOTHING);
    }

    long commits() {
        return sequence;
    }

    long rows() {
        return rows;
    }

    long pending() {
        return last.values().stream().mapToLong(Range::pendingAfter).sum();
    }

    /** As {@code archive verify --head} takes it. */
    String anchor() {
        return sequence + ":" + head;
    }
}
