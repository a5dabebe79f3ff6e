package dev.evenflow.archive.store;

import dev.evenflow.archive.digest.MerkleTree;
import dev.evenflow.archive.store.RowSources.SourceRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.ContentFileParser;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one batch: the rows of one partition of one table, into one Parquet file, and digests rows and file on the way.
 *
 * <p>Sets the rows' {@code batch} and {@code batch_row}. Not thread-safe. Until its commit the file belongs to no table.
 */
final class BatchWriter {
    private static final Logger LOG = LoggerFactory.getLogger(BatchWriter.class);

    private final String place;
    private final ArchiveTable kind;
    private final Table table;
    private final String batch = UUID.randomUUID().toString();
    private final int batchColumn;
    private final int rowColumn;
    private final HashedOutput file;
    private final DataWriter<Record> writer;
    private final RowDigests digests;
    private final RowSources sources;
    private final MerkleTree tree = new MerkleTree();
    private final ByteArrayOutputStream leafPrefixes = new ByteArrayOutputStream();
    private final Map<SourcePartition, Long> archived = new HashMap<>();
    private String[] topics = new String[16];
    private int[] partitions = new int[16];
    private long[] offsets = new long[16];
    private int rows;

    /** @param schema the table's when the writers were opened: a column that is added meanwhile changes nothing here */
    BatchWriter(
            String place, ArchiveTable kind, Table table, Schema schema, PartitionKey partition, RowDigests digests) {
        this.place = place;
        this.kind = kind;
        this.table = table;
        this.digests = digests;
        this.sources = new RowSources(kind, schema);
        this.batchColumn = position(schema, "batch");
        this.rowColumn = position(schema, "batch_row");
        String path = table.locationProvider().newDataLocation(table.spec(), partition, batch + ".parquet");
        this.file = new HashedOutput(table.io().newOutputFile(path));
        try {
            this.writer = Parquet.writeData(file)
                    .forTable(table)
                    .schema(schema)
                    .createWriterFunc(GenericParquetWriter::create)
                    .withPartition(partition)
                    .build();
        } catch (IOException e) {
            throw new ArchiveStoreException("cannot begin the data file " + path + ": " + e, e);
        }
    }

    private static int position(Schema schema, String column) {
        return schema.columns().indexOf(schema.findField(column));
    }

    void write(Record row) {
        row.set(batchColumn, batch);
        row.set(rowColumn, rows);
        byte[] leaf = tree.append(digests.digest(row));
        leafPrefixes.write(leaf, 0, 8);
        boolean first = true;
        for (int i = 0; i < sources.records(); i++) {
            SourceRecord record = sources.of(row, i);
            if (record != null) {
                archived.merge(new SourcePartition(record.topic(), record.partition()), 1L, Long::sum);
                if (first) {
                    remember(record);
                    first = false;
                }
            }
        }
        if (first) {
            throw new ArchiveStoreException("a row for " + kind.table()
                    + " has no coordinates; expected a topic in one of "
                    + kind.records().stream().map(record -> record + "_topic").toList());
        }
        writer.write(row);
        rows++;
    }

    private void remember(SourceRecord record) {
        if (rows == offsets.length) {
            topics = Arrays.copyOf(topics, rows * 2);
            partitions = Arrays.copyOf(partitions, rows * 2);
            offsets = Arrays.copyOf(offsets, rows * 2);
        }
        topics[rows] = record.topic();
        partitions[rows] = record.partition();
        offsets[rows] = record.offset();
    }

    /** Bytes of the file so far, with what is still in memory, estimated. */
    long bytes() {
        return writer.length();
    }

    WrittenBatch close() {
        try {
            writer.close();
        } catch (IOException e) {
            throw new ArchiveStoreException("cannot finish the data file " + file.location() + ": " + e, e);
        }
        DataFile written = writer.toDataFile();
        return new WrittenBatch(
                place,
                kind,
                batch,
                written.location(),
                ContentFileParser.toJson(written, table.spec()),
                file.sha256(),
                written.fileSizeInBytes(),
                tree.root(),
                leafPrefixes.toByteArray(),
                Arrays.copyOf(topics, rows),
                Arrays.copyOf(partitions, rows),
                Arrays.copyOf(offsets, rows),
                Map.copyOf(archived));
    }

    /** Gives the batch up; its file is deleted, or left where nothing refers to it if the store is away. */
    void abandon() {
        try {
            writer.close();
        } catch (IOException | RuntimeException e) {
            // it is to be deleted anyway
            file.toInputFile();
        }
        try {
            table.io().deleteFile(file.location());
        } catch (RuntimeException e) {
            // A task that fails in its end takes the whole TaskManager with it, other jobs included.
            LOG.warn("abandoned file {} is left", file.location(), e);
        }
    }
}
