package dev.evenflow.inferencearchive.function;

import dev.evenflow.archive.place.Residency;
import dev.evenflow.archive.place.UnlawfulRegionException;
import dev.evenflow.archive.store.Archive;
import dev.evenflow.archive.store.ArchiveConfig;
import dev.evenflow.archive.store.ArchiveTable;
import dev.evenflow.archive.store.BatchWriters;
import dev.evenflow.archive.store.WrittenBatch;
import dev.evenflow.flink.metric.EvenflowMetrics;
import dev.evenflow.inferencearchive.codec.Tidings;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows to data files of their region's table and, before each checkpoint, closes them and tells the committer.
 * A file belongs to the table only once it is committed; what a failure leaves behind belongs to nothing.
 */
public final class WriteRows<R extends SpecificRecord> extends AbstractStreamOperator<Tidings>
        implements OneInputStreamOperator<R, Tidings> {
    private static final long serialVersionUID = 1L;

    /** Rows between two looks at the size of the open files, which sums up the buffers of all their columns. */
    private static final int LOOK_EVERY = 32;

    private final ArchiveConfig config;
    private final ArchiveTable table;
    private final RegionOf<R> region;
    private final long fileSize;
    private transient @Nullable Archive archive;
    private transient @Nullable Residency residency;
    private transient @Nullable BatchWriters writers;
    private transient int sinceLook;
    private transient @Nullable Counter rows;
    private transient @Nullable Counter files;

    /** Where a row belongs. */
    @FunctionalInterface
    public interface RegionOf<R> extends java.io.Serializable {
        String of(R row);
    }

    public WriteRows(ArchiveConfig config, ArchiveTable table, RegionOf<R> region, long fileSize) {
        this.config = config;
        this.table = table;
        this.region = region;
        this.fileSize = fileSize;
    }

    @Override
    public void open() throws Exception {
        super.open();
        archive = Archive.open(config);
        residency = archive.residency();
        writers = new BatchWriters(archive, table);
        rows = EvenflowMetrics.of(getMetricGroup()).counter("archive_rows_total");
        files = EvenflowMetrics.of(getMetricGroup()).counter("archive_files_total");
    }

    @Override
    public void processElement(StreamRecord<R> element) {
        R row = element.getValue();
        BatchWriters open = Objects.requireNonNull(writers);
        open.write(placeOf(row), row);
        Objects.requireNonNull(rows).inc();
        if (++sinceLook >= LOOK_EVERY) {
            sinceLook = 0;
            if (open.openBytes() >= fileSize) tell();
        }
    }

    private String placeOf(R row) {
        try {
            return Objects.requireNonNull(residency).placeOf(region.of(row));
        } catch (UnlawfulRegionException e) {
            throw new IllegalStateException(
                    "a row waits whose region was lawful when it came and is not any more. " + e.getMessage()
                            + ". Add it to archive.yaml again: what waits must go somewhere",
                    e);
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        tell();
    }

    @Override
    public void finish() throws Exception {
        tell();
        super.finish();
    }

    private void tell() {
        for (WrittenBatch batch : Objects.requireNonNull(writers).closeAll()) {
            Objects.requireNonNull(files).inc();
            output.collect(new StreamRecord<>(Tidings.written(batch.toBytes())));
        }
    }

    @Override
    public void close() throws Exception {
        if (writers != null) writers.close();
        if (archive != null) archive.close();
        super.close();
    }
}
