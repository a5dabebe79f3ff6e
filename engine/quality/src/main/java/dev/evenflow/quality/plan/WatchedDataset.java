package dev.evenflow.quality.plan;

import dev.evenflow.quality.check.Dimension;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One topic that is watched, and how. What is expected of it is in its contract, not here.
 *
 * @param contract file of the contract, relative to the directory of contracts
 * @param window length of its windows in event time; they begin at multiples of it since 1970
 * @param disorder a window is judged when each partition is this far past its end
 * @param lateness a judged window is kept this much longer, and judged again when late records come
 * @param backfillAfter records whose log time is older than this when they are read are history: nobody is notified
 * @param replayed whether event times are not of now, as in a replay: then freshness is only that of arrival
 * @param shadow whether all of its rules are on trial
 * @param baseline file of its baseline, relative to quality.yaml; null where it has none
 * @param upstream datasets it is made from: their incidents explain its own
 * @param gate topic that gets the records that keep the contract; null where nothing is passed on
 * @param weights weight of each dimension in the overall score, 1 where none is given
 */
public record WatchedDataset(
        String topic,
        String contract,
        Duration window,
        Duration disorder,
        Duration lateness,
        Duration backfillAfter,
        boolean replayed,
        boolean shadow,
        @Nullable String baseline,
        List<String> upstream,
        @Nullable String gate,
        Map<Dimension, Double> weights)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    public WatchedDataset {
        upstream = List.copyOf(upstream);
        weights = Map.copyOf(weights);
    }
}
