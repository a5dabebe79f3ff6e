package dev.evenflow.quality.incident;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Which datasets a dataset is made of, directly and through others. */
public final class Lineage {
    private final Map<String, Set<String>> upstream = new HashMap<>();

    /**
     * @param direct dataset to what it is made of; datasets that are made of nothing known may be left out
     * @throws IllegalArgumentException names a dataset that is made of itself
     */
    public Lineage(Map<String, Set<String>> direct) {
        for (String dataset : direct.keySet()) {
            Set<String> all = new LinkedHashSet<>();
            Deque<String> open = new ArrayDeque<>(direct.getOrDefault(dataset, Set.of()));
            while (!open.isEmpty()) {
                String next = open.remove();
                if (all.add(next)) open.addAll(direct.getOrDefault(next, Set.of()));
            }
            if (all.contains(dataset))
                throw new IllegalArgumentException(
                        "upstream: dataset " + dataset + " is upstream of itself, expected lineage without circles");
            upstream.put(dataset, Set.copyOf(all));
        }
    }

    /** All that a dataset is made of. */
    public Set<String> upstreamOf(String dataset) {
        return upstream.getOrDefault(dataset, Set.of());
    }

    /** Whatever is upstream of a dataset has a smaller number than the dataset. */
    int depth(String dataset) {
        return upstreamOf(dataset).size();
    }
}
