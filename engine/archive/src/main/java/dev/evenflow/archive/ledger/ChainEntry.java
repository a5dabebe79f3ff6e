package dev.evenflow.archive.ledger;

import dev.evenflow.archive.digest.Digests;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * One entry of the chain.
 *
 * @param sequence its place, from 1
 * @param dataCommit number of the data commit; 0 for other kinds
 * @param at to the millisecond
 * @param detail JSON of what the kind needs; may be empty
 * @param previous head of the entry before; {@link #GENESIS} for the first
 */
public record ChainEntry(
        long sequence,
        EntryKind kind,
        long dataCommit,
        Instant at,
        String detail,
        List<OffsetRange> ranges,
        List<BatchEntry> batches,
        byte[] previous) {
    /** What is before the first entry: 32 zero bytes. */
    public static final byte[] GENESIS = new byte[Digests.LENGTH];

    public ChainEntry {
        ranges = List.copyOf(ranges);
        batches = List.copyOf(batches);
    }

    /** SHA-256 of the head before and this entry's canonical bytes. */
    public byte[] head() {
        return Digests.sha256(canonical());
    }

    private byte[] canonical() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(previous);
            out.writeLong(sequence);
            text(out, kind.name());
            out.writeLong(dataCommit);
            out.writeLong(at.toEpochMilli());
            text(out, detail);
            out.writeInt(ranges.size());
            for (OffsetRange range : ranges) {
                write(out, range);
            }
            out.writeInt(batches.size());
            for (BatchEntry batch : batches) {
                write(out, batch);
            }
        } catch (IOException e) {
            throw new IllegalStateException("memory can always be written", e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, OffsetRange range) throws IOException {
        text(out, range.topic());
        out.writeInt(range.partition());
        out.writeLong(range.from());
        out.writeLong(range.to());
        out.writeLong(range.records());
        out.writeLong(range.archived());
        out.writeLong(range.quarantined());
        out.writeLong(range.duplicates());
        out.writeLong(range.pendingBefore());
        out.writeLong(range.pendingAfter());
    }

    private static void write(DataOutputStream out, BatchEntry batch) throws IOException {
        text(out, batch.place());
        text(out, batch.table());
        text(out, batch.batch());
        text(out, batch.path());
        bytes(out, batch.fileDigest());
        out.writeLong(batch.fileLength());
        out.writeLong(batch.rows());
        bytes(out, batch.root());
        bytes(out, batch.leafPrefixes());
        out.writeInt(batch.offsets().length);
        for (int row = 0; row < batch.offsets().length; row++) {
            text(out, batch.topics()[row]);
            out.writeInt(batch.partitions()[row]);
            out.writeLong(batch.offsets()[row]);
        }
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        bytes(out, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
