package dev.evenflow.quality.drift;

import java.util.List;
import java.util.TreeSet;

/**
 * Two histograms with bins of their own brought to common cells, as TensorFlow Data Validation does: cut at the edges of
 * both, mass spread evenly within a bin, a bin without width is a cell of its own, and so are the values that are not
 * numbers.
 *
 * <p>Errors: an empty histogram is refused; it is not a distance of zero.
 *
 * @param edges of the cells, ascending; twice in a row where the cell between is a single value
 * @param first counts of the first histogram per cell; one entry more than cells where there is NaN
 */
public record Rebucketing(double[] edges, double[] first, double[] second) {
    /** A bin from {@code low} to {@code high}; a single value where they are equal. */
    public record Bin(double low, double high, double count) {}

    public static Rebucketing of(List<Bin> first, double firstNans, List<Bin> second, double secondNans) {
        requireRecords("first", first, firstNans);
        requireRecords("second", second, secondNans);
        TreeSet<Double> cuts = new TreeSet<>();
        TreeSet<Double> points = new TreeSet<>();
        for (List<Bin> bins : List.of(first, second)) {
            for (Bin bin : bins) {
                cuts.add(bin.low());
                cuts.add(bin.high());
                if (bin.low() == bin.high()) {
                    points.add(bin.low());
                }
            }
        }
        double[] edges = new double[cuts.size() + points.size()];
        int n = 0;
        for (double cut : cuts) {
            edges[n++] = cut;
            if (points.contains(cut)) {
                edges[n++] = cut;
            }
        }
        boolean nans = firstNans > 0 || secondNans > 0;
        return new Rebucketing(edges, spread(first, edges, nans, firstNans), spread(second, edges, nans, secondNans));
    }

    /** Jensen and Shannon's divergence in bits over the common cells. */
    public double jensenShannonBits() {
        return ShareDistances.jensenShannonBits(Smoothing.NONE.shares(first), Smoothing.NONE.shares(second));
    }

    private static double[] spread(List<Bin> bins, double[] edges, boolean withNans, double nans) {
        int cells = Math.max(0, edges.length - 1);
        double[] counts = new double[cells + (withNans ? 1 : 0)];
        for (Bin bin : bins) {
            double width = bin.high() - bin.low();
            for (int i = 0; i < cells; i++) {
                if (width == 0 ? edges[i] == bin.low() && edges[i + 1] == bin.low() : inside(edges, i, bin)) {
                    counts[i] += width == 0 ? bin.count() : bin.count() * (edges[i + 1] - edges[i]) / width;
                }
            }
        }
        if (withNans) {
            counts[cells] = nans;
        }
        return counts;
    }

    private static boolean inside(double[] edges, int cell, Bin bin) {
        return edges[cell] >= bin.low() && edges[cell + 1] <= bin.high();
    }

    private static void requireRecords(String which, List<Bin> bins, double nans) {
        double sum = nans;
        for (Bin bin : bins) {
            if (!(bin.low() <= bin.high()) || !(bin.count() >= 0)) {
                throw new IllegalArgumentException("the " + which + " histogram has an impossible bin: " + bin);
            }
            sum += bin.count();
        }
        if (!(sum > 0)) {
            throw new IllegalArgumentException(
                    "the " + which + " histogram is empty; there is no distance from nothing");
        }
    }
}
