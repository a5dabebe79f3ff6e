package dev.evenflow.monitor.function;

import dev.evenflow.monitor.codec.DatasetNews;
import dev.evenflow.monitor.codec.PairedRecord;
import java.io.Serializable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What {@link JudgePairs} decides by: the state of one key of one rule, and the tallies its verdicts are counted in. Tallies live
 * from one {@link #drain} to the next and are never part of a checkpoint.
 */
public interface KeyVerdicts extends Serializable {
    /** State of a key, in its versioned form, and when it wants to be looked at, in the log's time. */
    record Kept(byte[] state, long wakeMs) {}

    /** @param state null for a key that was not seen; null is returned where there is nothing to keep */
    @Nullable
    Kept arrive(byte @Nullable [] state, PairedRecord record);

    /** Null where the key can be forgotten. */
    @Nullable
    Kept due(byte[] state, String ruleKey, long nowMs);

    /** Hands out what was counted since the last time, and begins anew. */
    void drain(Consumer<DatasetNews> out);
}
