package dev.evenflow.fraud.codec;

import dev.evenflow.features.plan.InvalidEventException;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.flink.avro.RecordReader;
import dev.evenflow.flink.avro.RejectedRecordException;
import dev.evenflow.fraud.state.FeatureSet;
import dev.evenflow.operations.RejectionReason;

/** Turns decoded records into rows; what the feature set cannot use is rejected with the field's name. */
public final class RowReaders {
    private RowReaders() {}

    public static RecordReader<FeatureRow> ofEvents(FeatureSet set) {
        return (avro, partition, offset) -> {
            try {
                return at(set.plan().readEvent(avro), partition, offset);
            } catch (InvalidEventException e) {
                throw new RejectedRecordException(RejectionReason.INVALID_FIELD, String.valueOf(e.getMessage()));
            }
        };
    }

    public static RecordReader<FeatureRow> ofLabels(FeatureSet set) {
        return (avro, partition, offset) -> {
            try {
                return at(set.plan().readLabel(avro), partition, offset);
            } catch (InvalidEventException e) {
                throw new RejectedRecordException(RejectionReason.INVALID_FIELD, String.valueOf(e.getMessage()));
            }
        };
    }

    private static FeatureRow at(FeatureRow row, int partition, long offset) {
        row.sourcePartition = partition;
        row.sourceOffset = offset;
        return row;
    }
}
