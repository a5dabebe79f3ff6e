package dev.evenflow.archive.ledger;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The ranges of all partitions one after the other: each begins where the last one of its partition ended, and with what was pending there. */
public final class PartitionLedger {
    private final Map<Partition, OffsetRange> last = new LinkedHashMap<>();
    private final Map<Partition, OffsetRange> totals = new LinkedHashMap<>();

    private record Partition(String topic, int partition) {
        static Partition of(OffsetRange range) {
            return new Partition(range.topic(), range.partition());
        }
    }

    /**
     * Takes a range up. The first one of a partition may begin anywhere, but with nothing pending.
     *
     * @throws LedgerException with all that {@link #problems} finds; then nothing changed
     */
    public void append(OffsetRange range) {
        List<String> problems = problems(range);
        if (!problems.isEmpty()) throw new LedgerException(String.join("; ", problems));
        take(range);
    }

    /** What is wrong with a range after those before it: its sum, offsets between that nobody accounts for, offsets that are counted twice. */
    public List<String> problems(OffsetRange range) {
        List<String> problems = new ArrayList<>();
        range.problem().ifPresent(problems::add);
        OffsetRange before = last.get(Partition.of(range));
        long pending = before == null ? 0 : before.pendingAfter();
        String partition = range.topic() + "-" + range.partition();
        if (before != null && range.from() > before.to())
            problems.add(partition + ": offsets [" + before.to() + ", " + range.from()
                    + ") are in no range: the last one ended at " + before.to() + ", the next one is " + range.name());
        if (before != null && range.from() < before.to())
            problems.add(partition + ": offsets [" + range.from() + ", " + Math.min(before.to(), range.to())
                    + ") are in two ranges: the last one ended at " + before.to() + ", the next one is "
                    + range.name());
        if (range.pendingBefore() != pending)
            problems.add(partition + ": " + range.name() + " begins with " + range.pendingBefore()
                    + " records pending, expected " + pending + " as there were at its beginning");
        return problems;
    }

    /** Goes on from a range whatever is wrong with it, so that one fault is named once. */
    public void take(OffsetRange range) {
        Partition partition = Partition.of(range);
        last.put(partition, range);
        totals.merge(partition, range, PartitionLedger::sum);
    }

    private static OffsetRange sum(OffsetRange a, OffsetRange b) {
        return new OffsetRange(
                a.topic(),
                a.partition(),
                a.from(),
                b.to(),
                a.records() + b.records(),
                a.archived() + b.archived(),
                a.quarantined() + b.quarantined(),
                a.duplicates() + b.duplicates(),
                a.pendingBefore(),
                b.pendingAfter());
    }

    /** The offset at which the next range of the partition must begin; null if there was none. */
    public @Nullable Long next(String topic, int partition) {
        OffsetRange range = last.get(new Partition(topic, partition));
        return range == null ? null : range.to();
    }

    /** One range for each partition, from its first offset to its last, in order of appearance. */
    public List<OffsetRange> totals() {
        return List.copyOf(totals.values());
    }
}
