package dev.evenflow.archive.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.generic.GenericRecord;
import org.apache.iceberg.data.Record;

/**
 * A row of the archive, as far as it can be read.
 *
 * @param row columns of the table of inferences
 * @param opened what was sealed in it, by part: request, response, vector; empty where the subject's key is destroyed. A part that
 *     the row has not is not there
 * @param feedback what became known about it
 */
public record FoundInference(
        String place, Record row, Map<String, Optional<GenericRecord>> opened, List<FoundFeedback> feedback) {
    /** A row of feedback; {@code opened} is empty if nothing was sealed, or the key is destroyed. */
    public record FoundFeedback(Record row, Optional<GenericRecord> opened) {}

    /** Whether something of it cannot be read any more. */
    public boolean isErased() {
        return opened.values().stream().anyMatch(Optional::isEmpty);
    }
}
