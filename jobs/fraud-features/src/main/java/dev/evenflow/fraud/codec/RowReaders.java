package dev.evenflow.fraud.codec;

import dev.evenflow.features.plan.FeaturePlan;
import dev.evenflow.features.plan.InvalidEventException;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.flink.avro.RecordReader;
import dev.evenflow.flink.avro.RejectedRecordException;
import dev.evenflow.fraud.state.FeatureSet;
import dev.evenflow.operations.RejectionReason;
import java.io.Serializable;
import java.time.Instant;
import org.apache.avro.generic.IndexedRecord;

/** Turns decoded records into rows; what the feature set cannot use is rejected with the field's name. */
public final class RowReaders {
    private RowReaders() {}

    /** How a plan reads one kind of record. */
    @FunctionalInterface
    private interface PlanReader extends Serializable {
        FeatureRow read(FeaturePlan plan, IndexedRecord avro) throws InvalidEventException;
    }

    /** @param maxFutureMs how far a time may lie ahead of the broker's, 0 for any */
    public static RecordReader<FeatureRow> ofEvents(FeatureSet set, long maxFutureMs) {
        return reader(set, maxFutureMs, FeaturePlan::readEvent);
    }

    /** @param maxFutureMs as for events */
    public static RecordReader<FeatureRow> ofLabels(FeatureSet set, long maxFutureMs) {
        return reader(set, maxFutureMs, FeaturePlan::readLabel);
    }

    private static RecordReader<FeatureRow> reader(FeatureSet set, long maxFutureMs, PlanReader reader) {
        return (avro, partition, offset, timestamp) -> {
            FeatureRow row;
            try {
                row = reader.read(set.plan(), avro);
            } catch (InvalidEventException e) {
                throw new RejectedRecordException(RejectionReason.INVALID_FIELD, String.valueOf(e.getMessage()));
            }
            if (maxFutureMs > 0 && timestamp >= 0 && row.time > timestamp + maxFutureMs)
                throw new RejectedRecordException(
                        RejectionReason.INVALID_FIELD,
                        "time " + Instant.ofEpochMilli(row.time) + " lies more than " + maxFutureMs
                                + " ms after the record's broker timestamp " + Instant.ofEpochMilli(timestamp)
                                + ", expected at most that (option --max-future)");
            row.sourcePartition = partition;
            row.sourceOffset = offset;
            return row;
        };
    }
}
