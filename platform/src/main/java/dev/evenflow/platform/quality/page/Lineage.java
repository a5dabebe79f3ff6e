package dev.evenflow.platform.quality.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which datasets a dataset is made from. */
public record Lineage(Map<String, List<String>> upstream) {

    public Lineage {
        Map<String, List<String>> copy = new TreeMap<>();
        upstream.forEach((dataset, sources) -> copy.put(dataset, List.copyOf(sources)));
        upstream = copy;
    }

    public static Lineage none() {
        return new Lineage(Map.of());
    }

    List<String> of(String dataset) {
        return upstream.getOrDefault(dataset, List.of());
    }

    /** What is made from it. */
    List<String> downstream(String dataset) {
        List<String> downstream = new ArrayList<>();
        upstream.forEach((each, sources) -> {
            if (sources.contains(dataset)) {
                downstream.add(each);
            }
        });
        return downstream;
    }

    /** Every dataset that is named. */
    TreeSet<String> datasets() {
        TreeSet<String> datasets = new TreeSet<>(upstream.keySet());
        upstream.values().forEach(datasets::addAll);
        return datasets;
    }
}
