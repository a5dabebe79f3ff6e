package dev.evenflow.flink.avro;

import java.io.Serializable;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** Turns a decoded record into what a job works on, or rejects it. */
@FunctionalInterface
public interface RecordReader<T> extends Serializable {
    /**
     * @param partition of the source topic; -1 for a file
     * @param offset in the partition, or the record's position in its file
     * @param timestamp the broker's, in milliseconds; negative where there is none
     */
    T read(IndexedRecord avro, int partition, long offset, long timestamp) throws RejectedRecordException;

    /** What gives the same from the bytes of records of that writer's schema, where there is such a thing. */
    default @Nullable DirectReader<T> direct(Schema writer) {
        return null;
    }
}
