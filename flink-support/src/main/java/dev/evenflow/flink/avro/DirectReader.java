package dev.evenflow.flink.avro;

import org.jspecify.annotations.Nullable;

/** Reads the Avro binary form of one writer's schema without a record in between. Not thread-safe. */
@FunctionalInterface
public interface DirectReader<T> {
    /**
     * @param from where the record begins; it ends with the array
     * @return null where only the decoded record shows what it holds, or what is wrong with it
     */
    @Nullable
    T read(byte[] bytes, int from, int partition, long offset, long timestamp) throws RejectedRecordException;
}
