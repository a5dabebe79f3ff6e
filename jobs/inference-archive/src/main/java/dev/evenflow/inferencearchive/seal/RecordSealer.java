package dev.evenflow.inferencearchive.seal;

import dev.evenflow.flink.avro.RejectedRecordException;
import dev.evenflow.flink.kafka.SourceRecord;
import java.io.IOException;

/** Turns a record as received into a row without anything personal in clear, or rejects it. */
public interface RecordSealer<R> extends AutoCloseable {
    R seal(SourceRecord source) throws RejectedRecordException, IOException;

    /** Makes durable what sealed rows rely on: their keys. To be called before the rows are handed over for good. */
    void sync();

    @Override
    void close();
}
