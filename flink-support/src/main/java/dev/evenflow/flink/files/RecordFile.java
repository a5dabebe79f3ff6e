package dev.evenflow.flink.files;

import java.io.IOException;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** The records of one file, in its order. */
interface RecordFile extends AutoCloseable {
    /** The next record; null at the end. */
    @Nullable
    IndexedRecord next() throws IOException;

    @Override
    void close() throws IOException;
}
