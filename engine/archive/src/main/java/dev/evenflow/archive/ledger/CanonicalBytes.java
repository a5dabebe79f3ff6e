package dev.evenflow.archive.ledger;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The bytes of an entry of the chain, which its digest is of.
 *
 * <p>Numbers are big-endian; text is UTF-8, and like bytes it follows its length (4 bytes); a list follows its count (4 bytes). In this order:
 *
 * <ol>
 *   <li>version of this form (1 byte: 1), sequence (8 bytes), kind (text), data commit (8), time in milliseconds since 1970 (8), detail (text)
 *   <li>list of ranges, each: topic (text), partition (4), from, to, records, archived, quarantined, duplicates, pending before, pending after (8 each)
 *   <li>list of batches, each: place, table, batch, path (texts), file digest (bytes), file length (8), rows (8), root (bytes), leaf prefixes (bytes), list
 *       of topics (texts), sources (bytes: per row the place of its topic in that list (4), partition (4), offset (8))
 * </ol>
 */
final class CanonicalBytes {
    private static final int VERSION = 1;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    private final DataOutputStream out = new DataOutputStream(bytes);

    private CanonicalBytes() {}

    static byte[] of(ChainEntry entry) {
        CanonicalBytes canonical = new CanonicalBytes();
        try {
            canonical.write(entry);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return canonical.bytes.toByteArray();
    }

    private void write(ChainEntry entry) throws IOException {
        out.writeByte(VERSION);
        out.writeLong(entry.sequence());
        text(entry.kind().name());
        out.writeLong(entry.dataCommit());
        out.writeLong(entry.at().toEpochMilli());
        text(entry.detail());
        out.writeInt(entry.ranges().size());
        for (OffsetRange range : entry.ranges()) write(range);
        out.writeInt(entry.batches().size());
        for (BatchEntry batch : entry.batches()) write(batch);
    }

    private void write(OffsetRange range) throws IOException {
        text(range.topic());
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

    private void write(BatchEntry batch) throws IOException {
        text(batch.place());
        text(batch.table());
        text(batch.batch());
        text(batch.path());
        bytes(batch.fileDigest());
        out.writeLong(batch.fileLength());
        out.writeLong(batch.rows());
        bytes(batch.root());
        bytes(batch.leafPrefixes());
        List<String> topics = batch.topicNames();
        out.writeInt(topics.size());
        for (String topic : topics) text(topic);
        bytes(batch.sources());
    }

    private void text(String text) throws IOException {
        bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private void bytes(byte[] value) throws IOException {
        out.writeInt(value.length);
        out.write(value);
    }
}
