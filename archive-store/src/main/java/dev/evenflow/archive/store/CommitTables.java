package dev.evenflow.archive.store;

import static org.apache.iceberg.types.Types.NestedField.required;

import dev.evenflow.archive.digest.Digests;
import dev.evenflow.archive.ledger.BatchEntry;
import dev.evenflow.archive.ledger.ChainEntry;
import dev.evenflow.archive.ledger.EntryKind;
import dev.evenflow.archive.ledger.OffsetRange;
import java.nio.ByteBuffer;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;

/**
 * Columns of the tables {@code commits} (one row per entry of the chain) and {@code ledger} (one row per entry and range),
 * and their rows as entries.
 */
final class CommitTables {
    private static final int SOURCE_BYTES = 16;

    private static final Types.StructType RANGE = Types.StructType.of(
            required(20, "topic", Types.StringType.get()),
            required(21, "partition", Types.IntegerType.get()),
            required(22, "from_offset", Types.LongType.get(), "First offset, inclusive."),
            required(23, "to_offset", Types.LongType.get(), "Last offset, exclusive."),
            required(24, "records", Types.LongType.get(), "Records in the range."),
            required(25, "archived", Types.LongType.get(), "Records that became part of a row."),
            required(26, "quarantined", Types.LongType.get(), "Records that went to the dead letters."),
            required(27, "duplicates", Types.LongType.get(), "Records that repeated one."),
            required(28, "pending_before", Types.LongType.get(), "Records that waited for their partner before."),
            required(29, "pending_after", Types.LongType.get(), "Records that wait now."));

    private static final Types.StructType BATCH = Types.StructType.of(
            required(40, "place", Types.StringType.get()),
            required(41, "table", Types.StringType.get()),
            required(42, "batch", Types.StringType.get(), "Id, as the rows carry it."),
            required(43, "path", Types.StringType.get(), "Data file that it was written to."),
            required(44, "file_digest", Types.BinaryType.get(), "SHA-256 of the file."),
            required(45, "file_length", Types.LongType.get(), "Bytes of the file."),
            required(46, "rows", Types.LongType.get()),
            required(47, "root", Types.BinaryType.get(), "Merkle root over the digests of the rows (RFC 6962)."),
            required(48, "leaf_prefixes", Types.BinaryType.get(), "First 8 bytes of each leaf, one after the other."),
            required(
                    49,
                    "topics",
                    Types.ListType.ofRequired(60, Types.StringType.get()),
                    "Topics that the rows came from."),
            required(
                    50,
                    "sources",
                    Types.BinaryType.get(),
                    "Per row 16 bytes: place in topics (4), partition (4), offset (8), big-endian."));

    /** The chain. Its columns are never changed, only added to: entries are digested in their canonical form, not by column. */
    static final Schema COMMITS = new Schema(
            required(1, "sequence", Types.LongType.get(), "Place in the chain, from 1, without gaps."),
            required(2, "kind", Types.StringType.get(), "DATA, ERASURE, RETENTION, HOLD, RELEASE or ROLLBACK."),
            required(3, "data_commit", Types.LongType.get(), "Number of the data commit; 0 for other kinds."),
            required(4, "committed_at", Types.TimestampType.withZone()),
            required(
                    5,
                    "detail",
                    Types.StringType.get(),
                    "JSON of what the kind needs, for example an erasure's receipt."),
            required(6, "previous", Types.BinaryType.get(), "Head of the entry before; zeros for the first."),
            required(7, "head", Types.BinaryType.get(), "SHA-256 of previous and the entry's canonical bytes."),
            required(8, "ranges", Types.ListType.ofRequired(10, RANGE)),
            required(9, "batches", Types.ListType.ofRequired(11, BATCH)));

    /** The same ranges, flat, for any SQL engine. */
    static final Schema LEDGER = new Schema(
            required(1, "commit", Types.LongType.get(), "Place in the chain."),
            required(2, "topic", Types.StringType.get()),
            required(3, "partition", Types.IntegerType.get()),
            required(4, "from_offset", Types.LongType.get(), "First offset, inclusive."),
            required(5, "to_offset", Types.LongType.get(), "Last offset, exclusive."),
            required(6, "records", Types.LongType.get(), "Records in the range."),
            required(7, "gaps", Types.LongType.get(), "Offsets without a record: transaction markers."),
            required(8, "archived", Types.LongType.get(), "Records that became part of a row."),
            required(9, "quarantined", Types.LongType.get(), "Records that went to the dead letters."),
            required(10, "duplicates", Types.LongType.get(), "Records that repeated one."),
            required(11, "pending_before", Types.LongType.get(), "Records that waited for their partner before."),
            required(12, "pending_after", Types.LongType.get(), "Records that wait now."),
            required(13, "committed_at", Types.TimestampType.withZone()),
            required(14, "head", Types.StringType.get(), "Head of the chain with this commit, 64 hex digits."));

    private CommitTables() {}

    static Record commitRow(ChainEntry entry) {
        Record row = GenericRecord.create(COMMITS);
        row.set(0, entry.sequence());
        row.set(1, entry.kind().name());
        row.set(2, entry.dataCommit());
        row.set(3, entry.at().atOffset(ZoneOffset.UTC));
        row.set(4, entry.detail());
        row.set(5, ByteBuffer.wrap(entry.previous()));
        row.set(6, ByteBuffer.wrap(entry.head()));
        row.set(7, entry.ranges().stream().map(CommitTables::rangeRow).toList());
        row.set(8, entry.batches().stream().map(CommitTables::batchRow).toList());
        return row;
    }

    private static Record rangeRow(OffsetRange range) {
        Record row = GenericRecord.create(RANGE);
        row.set(0, range.topic());
        row.set(1, range.partition());
        row.set(2, range.from());
        row.set(3, range.to());
        row.set(4, range.records());
        row.set(5, range.archived());
        row.set(6, range.quarantined());
        row.set(7, range.duplicates());
        row.set(8, range.pendingBefore());
        row.set(9, range.pendingAfter());
        return row;
    }

    static List<Record> ledgerRows(ChainEntry entry) {
        String head = Digests.hex(entry.head());
        OffsetDateTime at = entry.at().atOffset(ZoneOffset.UTC);
        List<Record> rows = new ArrayList<>();
        for (OffsetRange range : entry.ranges()) {
            Record row = GenericRecord.create(LEDGER);
            row.set(0, entry.sequence());
            row.set(1, range.topic());
            row.set(2, range.partition());
            row.set(3, range.from());
            row.set(4, range.to());
            row.set(5, range.records());
            row.set(6, range.gaps());
            row.set(7, range.archived());
            row.set(8, range.quarantined());
            row.set(9, range.duplicates());
            row.set(10, range.pendingBefore());
            row.set(11, range.pendingAfter());
            row.set(12, at);
            row.set(13, head);
            rows.add(row);
        }
        return rows;
    }

    private static Record batchRow(BatchEntry batch) {
        Record row = GenericRecord.create(BATCH);
        row.set(0, batch.place());
        row.set(1, batch.table());
        row.set(2, batch.batch());
        row.set(3, batch.path());
        row.set(4, ByteBuffer.wrap(batch.fileDigest()));
        row.set(5, batch.fileLength());
        row.set(6, batch.rows());
        row.set(7, ByteBuffer.wrap(batch.root()));
        row.set(8, ByteBuffer.wrap(batch.leafPrefixes()));
        row.set(9, batch.topicNames());
        row.set(10, ByteBuffer.wrap(batch.sources()));
        return row;
    }

    /** The entry as the row says it; whether its head is right is another question ({@link #head}). */
    static ChainEntry entry(Record row) {
        return new ChainEntry(
                get(row, "sequence", Long.class),
                EntryKind.valueOf(get(row, "kind", String.class)),
                get(row, "data_commit", Long.class),
                get(row, "committed_at", OffsetDateTime.class).toInstant(),
                get(row, "detail", String.class),
                rows(row, "ranges").stream().map(CommitTables::range).toList(),
                rows(row, "batches").stream().map(CommitTables::batch).toList(),
                bytes(row, "previous"));
    }

    static byte[] head(Record row) {
        return bytes(row, "head");
    }

    private static OffsetRange range(Record row) {
        return new OffsetRange(
                get(row, "topic", String.class),
                get(row, "partition", Integer.class),
                get(row, "from_offset", Long.class),
                get(row, "to_offset", Long.class),
                get(row, "records", Long.class),
                get(row, "archived", Long.class),
                get(row, "quarantined", Long.class),
                get(row, "duplicates", Long.class),
                get(row, "pending_before", Long.class),
                get(row, "pending_after", Long.class));
    }

    private static BatchEntry batch(Record row) {
        List<?> names = get(row, "topics", List.class);
        ByteBuffer sources = ByteBuffer.wrap(bytes(row, "sources"));
        int rows = sources.remaining() / SOURCE_BYTES;
        String[] topics = new String[rows];
        int[] partitions = new int[rows];
        long[] offsets = new long[rows];
        for (int i = 0; i < rows; i++) {
            topics[i] = (String) names.get(sources.getInt());
            partitions[i] = sources.getInt();
            offsets[i] = sources.getLong();
        }
        return new BatchEntry(
                get(row, "place", String.class),
                get(row, "table", String.class),
                get(row, "batch", String.class),
                get(row, "path", String.class),
                bytes(row, "file_digest"),
                get(row, "file_length", Long.class),
                get(row, "rows", Long.class),
                bytes(row, "root"),
                bytes(row, "leaf_prefixes"),
                topics,
                partitions,
                offsets);
    }

    private static <T> T get(Record row, String column, Class<T> type) {
        Object value = row.getField(column);
        if (value == null) {
            throw new ArchiveStoreException("a row of the table of commits has no " + column);
        }
        return type.cast(value);
    }

    private static byte[] bytes(Record row, String column) {
        ByteBuffer buffer = get(row, column, ByteBuffer.class).duplicate();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static List<Record> rows(Record row, String column) {
        List<Record> rows = new ArrayList<>();
        for (Object element : get(row, column, List.class)) {
            rows.add((Record) element);
        }
        return rows;
    }
}
