package dev.evenflow.quality.drift;

/**
 * Distances between two empirical distributions without bins. All but Kolmogorov and Smirnov's statistic are in the unit
 * of the values; none looks at how many records there are unless it says so.
 */
public final class SampleDistances {
    private SampleDistances() {}

    /** Kolmogorov and Smirnov's D: the largest vertical distance of the distribution functions, from 0 to 1. */
    public static double kolmogorovSmirnov(Distribution a, Distribution b) {
        double largest = 0;
        int i = 0;
        int j = 0;
        while (i < a.size() || j < b.size()) {
            double x = next(a, i, b, j);
            i = i < a.size() && a.value(i) == x ? i + 1 : i;
            j = j < b.size() && b.value(j) == x ? j + 1 : j;
            largest = Math.max(largest, Math.abs(a.cumulative(i - 1) - b.cumulative(j - 1)));
        }
        return largest;
    }

    /** The p-value of D by Kolmogorov's limit: of D √(nm / (n + m)); good from some 50 records on each side. */
    public static double kolmogorovSmirnovP(double d, double n, double m) {
        return Tails.kolmogorov(d * Math.sqrt(n * m / (n + m)));
    }

    /** First Wasserstein distance: ∫ |F - G|. */
    public static double wasserstein(Distribution a, Distribution b) {
        return integral(a, b, false);
    }

    /** Wasserstein distance in standard deviations of the baseline (population), which count as 0.001 at least (Evidently). */
    public static double wassersteinNormed(Distribution baseline, Distribution current) {
        return wasserstein(baseline, current) / Math.max(baseline.standardDeviation(), 0.001);
    }

    /** Energy distance: √(2 ∫ (F - G)²). */
    public static double energy(Distribution a, Distribution b) {
        return Math.sqrt(2 * integral(a, b, true));
    }

    /** Kolmogorov's limiting P(√(nm / (n + m)) D &gt;= z). */
    public static double kolmogorovP(double z) {
        return Tails.kolmogorov(z);
    }

    /** The p-value of Cramér and von Mises' two-sample test, by its limit; Anderson (1962). */
    public static double cramerVonMisesP(Distribution a, Distribution b) {
        double n = a.records();
        double m = b.records();
        double all = n + m;
        double sum = 0;
        int i = 0;
        int j = 0;
        while (i < a.size() || j < b.size()) {
            double x = next(a, i, b, j);
            double mass = 0;
            if (i < a.size() && a.value(i) == x) {
                mass += n * (a.cumulative(i) - a.cumulative(i - 1));
                i++;
            }
            if (j < b.size() && b.value(j) == x) {
                mass += m * (b.cumulative(j) - b.cumulative(j - 1));
                j++;
            }
            double difference = a.cumulative(i - 1) - b.cumulative(j - 1);
            sum += mass * difference * difference;
        }
        double t = n * m / (all * all) * sum;
        double expected = (1 + 1 / all) / 6;
        double variance =
                (all + 1) * (4 * m * n * all - 3 * (m * m + n * n) - 2 * m * n) / (45 * all * all * 4 * m * n);
        return Tails.cramerVonMises(1.0 / 6 + (t - expected) / Math.sqrt(45 * variance));
    }

    /** Student's two-sample test with one variance for both; p of both sides. Variances are those of samples. */
    public static double studentP(double n, double mean1, double variance1, double m, double mean2, double variance2) {
        double freedom = n + m - 2;
        double pooled = ((n - 1) * variance1 + (m - 1) * variance2) / freedom;
        return Tails.studentTwoSided((mean1 - mean2) / Math.sqrt(pooled * (1 / n + 1 / m)), freedom);
    }

    private static double integral(Distribution a, Distribution b, boolean squared) {
        double sum = 0;
        double at = Math.min(a.min(), b.min());
        int i = 0;
        int j = 0;
        while (i < a.size() || j < b.size()) {
            double x = next(a, i, b, j);
            double height = Math.abs(a.cumulative(i - 1) - b.cumulative(j - 1));
            sum += (squared ? height * height : height) * (x - at);
            at = x;
            i = i < a.size() && a.value(i) == x ? i + 1 : i;
            j = j < b.size() && b.value(j) == x ? j + 1 : j;
        }
        return sum;
    }

    private static double next(Distribution a, int i, Distribution b, int j) {
        if (i == a.size()) {
            return b.value(j);
        }
        return j == b.size() ? a.value(i) : Math.min(a.value(i), b.value(j));
    }
}
