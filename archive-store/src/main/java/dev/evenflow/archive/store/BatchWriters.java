package dev.evenflow.archive.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.IndexedRecord;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;

/**
 * Writes rows into batches: one open batch per place and partition of a table. Opens a place when its first row comes.
 *
 * <p>Not thread-safe. Closed without {@link #closeAll}, it deletes what it has begun.
 */
public final class BatchWriters implements AutoCloseable {
    private final Archive archive;
    private final ArchiveTable kind;
    private final Map<String, PlaceWriters> places = new HashMap<>();

    public BatchWriters(Archive archive, ArchiveTable kind) {
        this.archive = archive;
        this.kind = kind;
    }

    /** Adds the row, of the table's Avro schema; its {@code batch} and {@code batch_row} are set in the table, not in the record. */
    public void write(String place, IndexedRecord row) {
        places.computeIfAbsent(place, name -> new PlaceWriters(archive.place(name), row.getSchema()))
                .write(row);
    }

    /** Bytes of all open batches, with what is still in memory, estimated. */
    public long openBytes() {
        long bytes = 0;
        for (PlaceWriters place : places.values()) {
            for (BatchWriter writer : place.open.values()) {
                bytes += writer.bytes();
            }
        }
        return bytes;
    }

    /** Closes all files. What follows goes to new batches. */
    public List<WrittenBatch> closeAll() {
        List<WrittenBatch> batches = new ArrayList<>();
        for (PlaceWriters place : places.values()) {
            place.open.values().forEach(writer -> batches.add(writer.close()));
            place.open.clear();
        }
        return batches;
    }

    @Override
    public void close() {
        for (PlaceWriters place : places.values()) {
            place.open.values().forEach(BatchWriter::abandon);
            place.open.clear();
        }
    }

    private final class PlaceWriters {
        private final String place;
        private final Table table;
        private final Schema schema;
        private final AvroRows rows;
        private final RowDigests digests;
        private final InternalRecordWrapper internal;
        private final PartitionKey partition;
        private final Map<PartitionKey, BatchWriter> open = new HashMap<>();

        PlaceWriters(Place place, org.apache.avro.Schema record) {
            this.place = place.name();
            this.table = place.table(kind);
            this.schema = table.schema();
            this.rows = new AvroRows(record, schema);
            this.digests = new RowDigests(schema);
            this.internal = new InternalRecordWrapper(schema.asStruct());
            this.partition = new PartitionKey(table.spec(), schema);
        }

        void write(IndexedRecord record) {
            Record row = rows.row(record);
            partition.partition(internal.wrap(row));
            BatchWriter writer = open.get(partition);
            if (writer == null) {
                PartitionKey key = partition.copy();
                writer = new BatchWriter(place, kind, table, schema, key, digests);
                open.put(key, writer);
            }
            writer.write(row);
        }
    }
}
