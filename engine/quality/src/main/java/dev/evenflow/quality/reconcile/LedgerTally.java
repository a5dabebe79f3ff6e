package dev.evenflow.quality.reconcile;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How a ledger stands to the topics it must account for, at one moment, and which holes were found in it since the moment before.
 * Offsets are counted, transaction markers among them.
 *
 * @param atMs the moment
 * @param due offsets that should be in the ledger by now, since the monitor began to look
 * @param overdue those of them behind the end of the ledger
 * @param skipped offsets between two entries of the ledger, found since the tally before
 * @param examples topic, partition and offsets, in words
 */
public record LedgerTally(String rule, long atMs, long due, long overdue, long skipped, List<String> examples) {
    private static final int VERSION = 1;
    static final int EXAMPLES = 5;

    public LedgerTally {
        examples = List.copyOf(examples);
    }

    /** With what came after: the later moment counts, and the holes of both. */
    public LedgerTally and(LedgerTally other) {
        LedgerTally last = other.atMs >= atMs ? other : this;
        List<String> all = new ArrayList<>(examples);
        for (String example : other.examples) if (!all.contains(example) && all.size() < EXAMPLES) all.add(example);
        return new LedgerTally(rule, last.atMs, last.due, last.overdue, skipped + other.skipped, all);
    }

    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeUTF(rule);
            out.writeLong(atMs);
            out.writeLong(due);
            out.writeLong(overdue);
            out.writeLong(skipped);
            out.writeByte(examples.size());
            for (String example : examples) out.writeUTF(example);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /** @throws IllegalArgumentException on bytes of an unknown version, or broken ones */
    public static LedgerTally fromBytes(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readUnsignedByte();
            if (version != VERSION)
                throw new IllegalArgumentException(
                        "ledger tally of version " + version + ", expected version " + VERSION);
            String rule = in.readUTF();
            long atMs = in.readLong();
            long due = in.readLong();
            long overdue = in.readLong();
            long skipped = in.readLong();
            List<String> examples = new ArrayList<>();
            for (int i = in.readUnsignedByte(); i > 0; i--) examples.add(in.readUTF());
            return new LedgerTally(rule, atMs, due, overdue, skipped, examples);
        } catch (IOException e) {
            throw new IllegalArgumentException("ledger tally: the bytes are cut short or broken", e);
        }
    }
}
