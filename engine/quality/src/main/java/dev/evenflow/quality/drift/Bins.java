package dev.evenflow.quality.drift;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Bins over numbers. Those of quantiles are (a, b] and open at both ends; where an edge stands twice, the bin between is
 * that single value, and the bin before it ends below it. Those of equal width are [a, b), the last one [a, b].
 *
 * @param edges ascending, one more than there are bins
 */
public record Bins(double[] edges, boolean rightClosed) {
    /**
     * So many bins with equal shares of the baseline. A value with a bin's share or more gets a bin of its own and the
     * others share what is left: else the many zeros of an amount would swallow the bins, and the value would not be told
     * from its neighbours.
     */
    public static Bins quantiles(Distribution baseline, int bins) {
        if (bins < 2) {
            throw new IllegalArgumentException("bins must be 2 or more, got " + bins);
        }
        TreeMap<Double, Double> heavy = new TreeMap<>();
        for (int k = 1; k < bins; k++) {
            double cut = baseline.quantile((double) k / bins);
            double share = baseline.atOrBelow(cut) - baseline.below(cut);
            if (share >= 1.0 / bins - 1e-12) {
                heavy.put(cut, share);
            }
        }
        double rest =
                1 - heavy.values().stream().mapToDouble(Double::doubleValue).sum();
        int others = Math.max(1, bins - heavy.size());
        TreeSet<Double> cuts = new TreeSet<>(heavy.keySet());
        for (int k = 1; k < others && rest > 1e-9; k++) {
            double rank = rest * k / others;
            for (Map.Entry<Double, Double> value : heavy.entrySet()) {
                if (baseline.below(value.getKey()) > rank + 1e-12) {
                    break;
                }
                rank += value.getValue();
            }
            cuts.add(baseline.quantile(Math.min(1, rank)));
        }
        List<Double> edges = new ArrayList<>(List.of(Double.NEGATIVE_INFINITY));
        for (double cut : cuts) {
            edges.add(cut);
            if (heavy.containsKey(cut)) {
                edges.add(cut);
            }
        }
        edges.add(Double.POSITIVE_INFINITY);
        return new Bins(edges.stream().mapToDouble(Double::doubleValue).toArray(), true);
    }

    /** Evidently's for numbers: Sturges' ⌈log2 N + 1⌉ bins of equal width over the values of both. */
    public static Bins sturges(Distribution baseline, Distribution current) {
        double low = Math.min(baseline.min(), current.min());
        double high = Math.max(baseline.max(), current.max());
        if (low == high) {
            return equalWidth(low - 0.5, high + 0.5, 1);
        }
        double records = baseline.records() + current.records();
        return equalWidth(low, high, (int) Math.ceil(Math.log(records) / Math.log(2) + 1 - 1e-9));
    }

    public static Bins equalWidth(double low, double high, int bins) {
        double[] edges = new double[bins + 1];
        for (int i = 0; i <= bins; i++) {
            edges[i] = i == bins ? high : low + (high - low) * i / bins;
        }
        return new Bins(edges, false);
    }

    public int size() {
        return edges.length - 1;
    }

    /** Records per bin. What lies outside of bins that end is not counted. */
    public double[] counts(Distribution distribution) {
        double[] counts = new double[size()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = Math.max(0, upTo(distribution, i + 1, i) - upTo(distribution, i, i)) * distribution.records();
        }
        return counts;
    }

    /** Share of records on the lower side of an edge, seen from one of the two bins it bounds. */
    private double upTo(Distribution distribution, int edge, int bin) {
        double x = edges[edge];
        if (!rightClosed) {
            return edge == size() ? distribution.atOrBelow(x) : distribution.below(x);
        }
        boolean single = edges[bin] == edges[bin + 1];
        boolean upper = edge == bin + 1;
        boolean beforeSingle = upper && edge + 1 < edges.length && edges[edge + 1] == x;
        return (single && !upper) || (beforeSingle && !single) ? distribution.below(x) : distribution.atOrBelow(x);
    }

    /** In the notation of intervals, a single value in braces. */
    public List<String> labels() {
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < size(); i++) {
            boolean single = edges[i] == edges[i + 1];
            boolean beforeSingle = i + 2 < edges.length && edges[i + 1] == edges[i + 2];
            boolean closed = rightClosed ? !beforeSingle && Double.isFinite(edges[i + 1]) : i + 1 == size();
            labels.add(
                    single
                            ? "{" + edges[i] + "}"
                            : (rightClosed ? "(" : "[") + edges[i] + ", " + edges[i + 1] + (closed ? "]" : ")"));
        }
        return labels;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bins bins && rightClosed == bins.rightClosed && Arrays.equals(edges, bins.edges);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(edges);
    }

    @Override
    public String toString() {
        return labels().toString();
    }
}
