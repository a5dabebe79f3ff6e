package dev.evenflow.quality.drift;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tests of counts by categories. A result without enough categories left to compare is NaN in both parts.
 *
 * @param statistic 0 is agreement
 * @param pValue chance of a statistic at least as large, were the counts drawn from what was expected
 */
public record ChiSquared(double statistic, double pValue, int degreesOfFreedom) {
    private static final ChiSquared IMPOSSIBLE = new ChiSquared(Double.NaN, Double.NaN, 0);

    /**
     * Of a sample against a baseline, with Deequ's regrouping: the baseline is scaled to the records of the sample whose
     * categories it knows, and its smallest category joins the next larger one until at most a fifth of the expected
     * counts are below 5 (Yates), or none below 10 where there are two (Cochran). Categories unknown to the baseline are
     * left out: give them a category of their own in the baseline if they shall count.
     */
    public static ChiSquared goodnessOfFit(Map<String, Double> sample, Map<String, Double> baseline) {
        List<double[]> pairs = new ArrayList<>();
        double known = 0;
        for (Map.Entry<String, Double> category : baseline.entrySet()) {
            double observed = sample.getOrDefault(category.getKey(), 0.0);
            known += observed;
            pairs.add(new double[] {category.getValue(), observed});
        }
        double all = baseline.values().stream().mapToDouble(Double::doubleValue).sum();
        if (!(all > 0) || !(known > 0)) {
            return IMPOSSIBLE;
        }
        for (double[] pair : pairs) {
            pair[0] = pair[0] / all * known;
        }
        return pearson(regrouped(pairs));
    }

    /** The same on counts by position. */
    public static ChiSquared goodnessOfFit(double[] sample, double[] baseline) {
        return goodnessOfFit(byPosition(sample, baseline), byPosition(baseline, sample));
    }

    /** Without regrouping, the baseline scaled to the size of the sample (Evidently). */
    public static ChiSquared plain(double[] sample, double[] baseline) {
        return pearson(scaled(sample, baseline));
    }

    /** The likelihood-ratio test: 2 Σ o ln(o / e), the baseline scaled to the size of the sample. */
    public static ChiSquared likelihoodRatio(double[] sample, double[] baseline) {
        double sum = 0;
        List<double[]> pairs = scaled(sample, baseline);
        for (double[] pair : pairs) {
            sum += pair[1] > 0 ? pair[1] * Math.log(pair[1] / pair[0]) : 0;
        }
        return of(2 * sum, pairs.size() - 1);
    }

    /** Two histograms, both subject to chance: Σ (M n - N m)² / (n + m) / (M N) over bins that are not empty in both. */
    public static ChiSquared twoHistograms(double[] n, double[] m) {
        double allN = 0;
        double allM = 0;
        for (int i = 0; i < ShareDistances.sameLength(n, m); i++) {
            allN += n[i];
            allM += m[i];
        }
        if (!(allN > 0) || !(allM > 0)) {
            return IMPOSSIBLE;
        }
        double sum = 0;
        int bins = 0;
        for (int i = 0; i < n.length; i++) {
            if (n[i] + m[i] > 0) {
                double difference = allM * n[i] - allN * m[i];
                sum += difference * difference / (n[i] + m[i]);
                bins++;
            }
        }
        return of(sum / (allM * allN), bins - 1);
    }

    /** Fisher's exact test, two-sided, on the table ((a, b), (c, d)): for counts too small for chi-squared. */
    public static double fisherExactP(long a, long b, long c, long d) {
        return Tails.fisherExact(a, b, c, d);
    }

    private static Map<String, Double> byPosition(double[] counts, double[] other) {
        Map<String, Double> byPosition = new LinkedHashMap<>();
        for (int i = 0; i < ShareDistances.sameLength(counts, other); i++) {
            byPosition.put(Integer.toString(i), counts[i]);
        }
        return byPosition;
    }

    private static List<double[]> scaled(double[] sample, double[] baseline) {
        double[] shares = Smoothing.NONE.shares(baseline);
        double records = Arrays.stream(sample).sum();
        List<double[]> pairs = new ArrayList<>();
        for (int i = 0; i < ShareDistances.sameLength(sample, shares); i++) {
            if (shares[i] > 0 || sample[i] > 0) {
                pairs.add(new double[] {shares[i] * records, sample[i]});
            }
        }
        return pairs;
    }

    private static List<double[]> regrouped(List<double[]> pairs) {
        List<double[]> left = new ArrayList<>(pairs);
        while (left.size() >= 2) {
            left.sort((a, b) -> Double.compare(a[0], b[0]));
            boolean two = left.size() == 2;
            double smallest = two ? 10 : 5;
            long small = left.stream().filter(pair -> pair[0] < smallest).count();
            if (small <= (two ? 0 : 0.2 * left.size())) {
                break;
            }
            double[] joined = left.remove(0);
            left.set(0, new double[] {left.get(0)[0] + joined[0], left.get(0)[1] + joined[1]});
        }
        return left;
    }

    private static ChiSquared pearson(List<double[]> expectedAndObserved) {
        double sum = 0;
        for (double[] pair : expectedAndObserved) {
            sum += (pair[1] - pair[0]) * (pair[1] - pair[0]) / pair[0];
        }
        return of(sum, expectedAndObserved.size() - 1);
    }

    private static ChiSquared of(double statistic, int freedom) {
        return freedom < 1 ? IMPOSSIBLE : new ChiSquared(statistic, Tails.chiSquared(statistic, freedom), freedom);
    }
}
