package dev.evenflow.fraud.function;

import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.fraud.FraudFeaturesJob;
import dev.evenflow.operations.LateEvent;
import dev.evenflow.operations.LateKind;
import java.io.Serializable;
import java.time.Instant;

/** Describes rows that came too late to change anything. */
public final class LateEvents implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final long EARLIEST = Instant.EPOCH.toEpochMilli();

    static final String CONFLICT = "another event of this id and time came before, with other content";

    private final String topic;

    /** @param topic what the rows were read from */
    public LateEvents(String topic) {
        this.topic = topic;
    }

    /** An event that was refused, as one of its id and time came before it with other content. */
    public LateEvent conflict(FeatureRow row) {
        return of(row, Long.MIN_VALUE, 0, CONFLICT);
    }

    LateEvent of(FeatureRow row, long watermark, long allowedLatenessMs, String detail) {
        return LateEvent.newBuilder()
                .setJob(FraudFeaturesJob.NAME)
                .setKind(row.kind == FeatureRow.Kind.LABEL ? LateKind.LABEL : LateKind.EVENT)
                .setEventId(row.id())
                .setEventTime(Instant.ofEpochMilli(row.time))
                .setWatermark(Instant.ofEpochMilli(Math.max(EARLIEST, watermark)))
                .setAllowedLatenessMs(allowedLatenessMs)
                .setDetail(detail)
                .setSourceTopic(topic)
                .setSourcePartition(row.sourcePartition)
                .setSourceOffset(row.sourceOffset)
                .build();
    }
}
