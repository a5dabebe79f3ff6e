package dev.evenflow.quality.reconcile;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Holds the entries of a ledger (ranges of offsets) against how far the topics are: what was there {@code within} ago must be in the
 * ledger now, and one range must begin where the one before ended. Not for several threads.
 *
 * <p>A partition is followed from the first range or offset seen of it. A range that begins before the end of the ledger takes
 * it back there: so does an archive that is rolled back.
 */
public final class LedgerCoverage {
    private static final int VERSION = 1;
    private static final long UNSEEN = -1;

    /** How far a partition was at a time. */
    private record Mark(long atMs, long nextOffset) {}

    private record Partition(String topic, int number) implements Comparable<Partition> {
        @Override
        public int compareTo(Partition other) {
            int byTopic = topic.compareTo(other.topic);
            return byTopic != 0 ? byTopic : Integer.compare(number, other.number);
        }
    }

    private static final class Progress {
        /** Where the ledger ended when this was first heard of, and where it ends. */
        long fromOffset = UNSEEN;

        long ledgerEnd = UNSEEN;
        /** Oldest first; a bounded number of them. */
        final Deque<Mark> marks = new ArrayDeque<>();
        /** The last mark that is older than {@code within}: all before it is due. */
        long dueOffset = UNSEEN;
    }

    private final String rule;
    private final long withinMs;
    private final Map<Partition, Progress> partitions = new TreeMap<>();
    private long skipped;
    private final List<String> holes = new ArrayList<>();

    public LedgerCoverage(String rule, long withinMs) {
        this.rule = rule;
        this.withinMs = withinMs;
    }

    /** A range of the ledger: from, inclusive, to, exclusive. */
    public void covered(String topic, int partition, long fromOffset, long toOffset) {
        Progress progress = partitions.computeIfAbsent(new Partition(topic, partition), p -> new Progress());
        if (progress.ledgerEnd == UNSEEN) {
            // What was before the first entry seen is not for this monitor to say, unless it saw the records.
            if (progress.fromOffset == UNSEEN) progress.fromOffset = fromOffset;
        } else if (fromOffset > progress.ledgerEnd) {
            skipped += fromOffset - progress.ledgerEnd;
            if (holes.size() < LedgerTally.EXAMPLES)
                holes.add(topic + " partition " + partition + " offsets " + progress.ledgerEnd + " to "
                        + (fromOffset - 1) + " are in no entry");
        }
        progress.ledgerEnd = toOffset;
    }

    /** How far a topic is: the offset after its last record, and the time that was looked at. */
    public void reached(String topic, int partition, long nextOffset, long atMs) {
        Progress progress = partitions.computeIfAbsent(new Partition(topic, partition), p -> new Progress());
        if (progress.fromOffset == UNSEEN) progress.fromOffset = nextOffset;
        Mark last = progress.marks.peekLast();
        if (last != null && (nextOffset <= last.nextOffset || atMs < last.atMs)) return;
        // At most a hundred marks in the time allowed. Of those that are close the last is kept, so nothing is due too
        // early.
        long step = Math.max(1, withinMs / 100);
        if (last != null && atMs / step == last.atMs / step) progress.marks.removeLast();
        progress.marks.addLast(new Mark(atMs, nextOffset));
    }

    /** The state at a moment; holes are told once. */
    public LedgerTally look(long nowMs) {
        long due = 0;
        long overdue = 0;
        List<String> examples = new ArrayList<>(holes);
        for (Map.Entry<Partition, Progress> entry : partitions.entrySet()) {
            Progress progress = entry.getValue();
            for (Mark mark = progress.marks.peekFirst();
                    mark != null && mark.atMs <= nowMs - withinMs;
                    mark = progress.marks.peekFirst()) {
                progress.dueOffset = mark.nextOffset;
                progress.marks.removeFirst();
            }
            if (progress.dueOffset == UNSEEN) continue;
            due += Math.max(0, progress.dueOffset - progress.fromOffset);
            long end = Math.max(progress.ledgerEnd, progress.fromOffset);
            if (progress.dueOffset <= end) continue;
            overdue += progress.dueOffset - end;
            if (examples.size() < LedgerTally.EXAMPLES)
                examples.add(entry.getKey().topic + " partition " + entry.getKey().number + " offsets " + end + " to "
                        + (progress.dueOffset - 1) + " are not in the ledger yet");
        }
        LedgerTally tally = new LedgerTally(rule, nowMs, due, overdue, skipped, examples);
        skipped = 0;
        holes.clear();
        return tally;
    }

    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeLong(skipped);
            out.writeInt(holes.size());
            for (String hole : holes) out.writeUTF(hole);
            out.writeInt(partitions.size());
            for (Map.Entry<Partition, Progress> entry : partitions.entrySet()) {
                out.writeUTF(entry.getKey().topic);
                out.writeInt(entry.getKey().number);
                Progress progress = entry.getValue();
                out.writeLong(progress.fromOffset);
                out.writeLong(progress.ledgerEnd);
                out.writeLong(progress.dueOffset);
                out.writeInt(progress.marks.size());
                for (Mark mark : progress.marks) {
                    out.writeLong(mark.atMs);
                    out.writeLong(mark.nextOffset);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /** @throws IllegalArgumentException on bytes of an unknown version, or broken ones */
    public static LedgerCoverage fromBytes(byte[] bytes, String rule, long withinMs) {
        LedgerCoverage coverage = new LedgerCoverage(rule, withinMs);
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readUnsignedByte();
            if (version != VERSION)
                throw new IllegalArgumentException(
                        "ledger coverage of version " + version + ", expected version " + VERSION);
            coverage.skipped = in.readLong();
            for (int i = in.readInt(); i > 0; i--) coverage.holes.add(in.readUTF());
            for (int i = in.readInt(); i > 0; i--) {
                Partition partition = new Partition(in.readUTF(), in.readInt());
                Progress progress = new Progress();
                progress.fromOffset = in.readLong();
                progress.ledgerEnd = in.readLong();
                progress.dueOffset = in.readLong();
                for (int m = in.readInt(); m > 0; m--) progress.marks.addLast(new Mark(in.readLong(), in.readLong()));
                coverage.partitions.put(partition, progress);
            }
            return coverage;
        } catch (IOException e) {
            throw new IllegalArgumentException("ledger coverage: the bytes are cut short or broken", e);
        }
    }
}
