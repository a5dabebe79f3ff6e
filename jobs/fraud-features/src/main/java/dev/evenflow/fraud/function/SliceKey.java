package dev.evenflow.fraud.function;

import dev.evenflow.features.row.FeatureRow;
import org.apache.flink.api.java.functions.KeySelector;

/**
 * Keys rows by a slice of time and one of {@value #BUCKETS} buckets of ids, so that what has to be forgotten at one time
 * lies together: one timer per slice and bucket, not one per row.
 */
public final class SliceKey implements KeySelector<FeatureRow, Long> {
    private static final long serialVersionUID = 1L;
    static final int BUCKETS = 128;

    private final long sliceMs;

    public SliceKey(long sliceMs) {
        this.sliceMs = sliceMs;
    }

    @Override
    public Long getKey(FeatureRow row) {
        return Math.floorDiv(row.time, sliceMs) * BUCKETS + Math.floorMod(row.idHash(), BUCKETS);
    }

    /** The last millisecond of the slice of a key. */
    long lastTimeOfKey(long key) {
        return (Math.floorDiv(key, (long) BUCKETS) + 1) * sliceMs - 1;
    }

    /** The last millisecond of a time's slice. */
    long lastTimeOf(long time) {
        return (Math.floorDiv(time, sliceMs) + 1) * sliceMs - 1;
    }

    /** The end of the last slice that is wholly behind a watermark. */
    long endedBy(long watermark) {
        return watermark == Long.MAX_VALUE ? watermark : Math.floorDiv(watermark + 1, sliceMs) * sliceMs - 1;
    }
}
