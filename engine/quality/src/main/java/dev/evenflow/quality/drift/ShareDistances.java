package dev.evenflow.quality.drift;

/**
 * Distances between two distributions over the same bins or categories, given as shares that sum to 1. Arrays are read in
 * order, left to right, so that equal input gives equal bits. 0 · log 0 counts as 0.
 */
public final class ShareDistances {
    private static final double LN_2 = Math.log(2);

    private ShareDistances() {}

    /** Population stability index: Σ (p - q) ln(p / q). Symmetric; infinite where only one share is zero. */
    public static double psi(double[] baseline, double[] current) {
        double sum = 0;
        for (int i = 0; i < sameLength(baseline, current); i++) {
            if (baseline[i] != current[i]) {
                sum += (current[i] - baseline[i]) * Math.log(current[i] / baseline[i]);
            }
        }
        return sum;
    }

    /** Kullback and Leibler's divergence of p from q: Σ p ln(p / q), in nats. */
    public static double kullbackLeibler(double[] p, double[] q) {
        double sum = 0;
        for (int i = 0; i < sameLength(p, q); i++) {
            if (p[i] > 0) {
                sum += p[i] * Math.log(p[i] / q[i]);
            }
        }
        return sum;
    }

    /** Jensen and Shannon's divergence in bits, from 0 to 1. */
    public static double jensenShannonBits(double[] p, double[] q) {
        double sum = 0;
        for (int i = 0; i < sameLength(p, q); i++) {
            double middle = (p[i] + q[i]) / 2;
            sum += p[i] > 0 ? p[i] * Math.log(p[i] / middle) : 0;
            sum += q[i] > 0 ? q[i] * Math.log(q[i] / middle) : 0;
        }
        return Math.max(0, sum / 2 / LN_2);
    }

    /** Jensen and Shannon's distance: the root of their divergence in nats, from 0 to √ln 2 = 0.8326. */
    public static double jensenShannonDistance(double[] p, double[] q) {
        return Math.sqrt(jensenShannonBits(p, q) * LN_2);
    }

    /** Largest difference of a share. */
    public static double lInfinity(double[] p, double[] q) {
        double largest = 0;
        for (int i = 0; i < sameLength(p, q); i++) {
            largest = Math.max(largest, Math.abs(p[i] - q[i]));
        }
        return largest;
    }

    /** Total variation: half the sum of the differences, from 0 to 1. */
    public static double totalVariation(double[] p, double[] q) {
        double sum = 0;
        for (int i = 0; i < sameLength(p, q); i++) {
            sum += Math.abs(p[i] - q[i]);
        }
        return sum / 2;
    }

    /** Hellinger's distance √(Σ (√p - √q)²) / √2, from 0 to 1. */
    public static double hellinger(double[] p, double[] q) {
        double sum = 0;
        for (int i = 0; i < sameLength(p, q); i++) {
            double difference = Math.sqrt(p[i]) - Math.sqrt(q[i]);
            sum += difference * difference;
        }
        return Math.sqrt(sum) / Math.sqrt(2);
    }

    /** Largest difference of a count over the sum of all counts of both (TFDV, to compare sizes and contents at once). */
    public static double normalizedAbsoluteDifference(double[] baselineCounts, double[] currentCounts) {
        double largest = 0;
        double sum = 0;
        for (int i = 0; i < sameLength(baselineCounts, currentCounts); i++) {
            largest = Math.max(largest, Math.abs(baselineCounts[i] - currentCounts[i]));
            sum += baselineCounts[i] + currentCounts[i];
        }
        return largest / sum;
    }

    /** What of a largest difference is beyond chance: max(0, d - 1.8 √((n + m) / (n m))), Deequ's default. */
    public static double robust(double lInfinity, double n, double m) {
        return beyond(lInfinity, 1.8, n, m);
    }

    /** The same with the factor of a level of significance: √(-ln(α / 2) / 2). */
    public static double robust(double lInfinity, double n, double m, double alpha) {
        return beyond(lInfinity, Math.sqrt(-Math.log(alpha / 2) / 2), n, m);
    }

    private static double beyond(double lInfinity, double factor, double n, double m) {
        return Math.max(0, lInfinity - factor * Math.sqrt((n + m) / (n * m)));
    }

    static int sameLength(double[] p, double[] q) {
        if (p.length != q.length || p.length == 0) {
            throw new IllegalArgumentException(
                    "expected shares over the same bins, got " + p.length + " and " + q.length);
        }
        return p.length;
    }
}
