package dev.evenflow.fraud.codec;

import dev.evenflow.features.plan.FeaturePlan;
import dev.evenflow.features.plan.InvalidEventException;
import dev.evenflow.features.plan.RowDecoder;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.flink.avro.DirectReader;
import dev.evenflow.flink.avro.RecordReader;
import dev.evenflow.flink.avro.RejectedRecordException;
import dev.evenflow.fraud.state.FeatureSet;
import dev.evenflow.operations.RejectionReason;
import java.time.Instant;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** Turns records into rows, from their bytes where it can; what the feature set cannot use is rejected with the field's name. */
public final class RowReaders {
    private RowReaders() {}

    /** @param maxFutureMs how far a time may lie ahead of the broker's, 0 for any */
    public static RecordReader<FeatureRow> ofEvents(FeatureSet set, long maxFutureMs) {
        return new Reader(set, maxFutureMs, false);
    }

    /** @param maxFutureMs as for events */
    public static RecordReader<FeatureRow> ofLabels(FeatureSet set, long maxFutureMs) {
        return new Reader(set, maxFutureMs, true);
    }

    /** @param maxFutureMs as for events */
    public static RecordReader<FeatureRow> ofChanges(FeatureSet set, String changelog, long maxFutureMs) {
        return (avro, partition, offset, timestamp) -> {
            try {
                FeatureRow row = set.plan().changelog(changelog).read(avro);
                return received(row, maxFutureMs, partition, offset, timestamp);
            } catch (InvalidEventException e) {
                throw new RejectedRecordException(RejectionReason.INVALID_FIELD, String.valueOf(e.getMessage()));
            }
        };
    }

    private record Reader(FeatureSet set, long maxFutureMs, boolean labels) implements RecordReader<FeatureRow> {
        private static final long serialVersionUID = 1L;

        @Override
        public FeatureRow read(IndexedRecord avro, int partition, long offset, long timestamp)
                throws RejectedRecordException {
            FeaturePlan plan = set.plan();
            try {
                return received(
                        labels ? plan.readLabel(avro) : plan.readEvent(avro),
                        maxFutureMs,
                        partition,
                        offset,
                        timestamp);
            } catch (InvalidEventException e) {
                throw new RejectedRecordException(RejectionReason.INVALID_FIELD, String.valueOf(e.getMessage()));
            }
        }

        @Override
        public @Nullable DirectReader<FeatureRow> direct(Schema writer) {
            FeaturePlan plan = set.plan();
            RowDecoder decoder = labels ? plan.labelDecoder(writer) : plan.eventDecoder(writer);
            if (decoder == null) return null;
            return (bytes, from, partition, offset, timestamp) -> {
                FeatureRow row = decoder.read(bytes, from);
                return row == null ? null : received(row, maxFutureMs, partition, offset, timestamp);
            };
        }
    }

    private static FeatureRow received(FeatureRow row, long maxFutureMs, int partition, long offset, long timestamp)
            throws RejectedRecordException {
        if (maxFutureMs > 0 && timestamp >= 0 && row.time > timestamp + maxFutureMs)
            throw new RejectedRecordException(
                    RejectionReason.INVALID_FIELD,
                    "time " + Instant.ofEpochMilli(row.time) + " lies more than " + maxFutureMs
                            + " ms after the record's broker timestamp " + Instant.ofEpochMilli(timestamp)
                            + ", expected at most that (option --max-future)");
        row.sourcePartition = partition;
        row.sourceOffset = offset;
        return row;
    }
}
