package dev.evenflow.quality.drift;

/**
 * Tail probabilities of the distributions that the tests of this package follow. Relative error below 1e-10, save the
 * limiting distribution of Cramér and von Mises (below 1e-6). Arguments outside a distribution's domain give NaN.
 */
final class Tails {
    private static final double EPSILON = 1e-16;
    private static final int MAX_TERMS = 100_000;

    /** Lanczos' approximation with g = 7 and nine terms. */
    private static final double[] LANCZOS = {
        0.99999999999980993,
        676.5203681218851,
        -1259.1392167224028,
        771.32342877765313,
        -176.61502916214059,
        12.507343278686905,
        -0.13857109526572012,
        9.9843695780195716e-6,
        1.5056327351493116e-7
    };

    private Tails() {}

    /** P(X &gt;= x) of chi-squared: the regularised upper incomplete gamma function Q(k/2, x/2). */
    static double chiSquared(double x, int degreesOfFreedom) {
        if (Double.isNaN(x) || degreesOfFreedom < 1) {
            return Double.NaN;
        }
        return x <= 0 ? 1 : upperGamma(degreesOfFreedom / 2.0, x / 2);
    }

    /** P(|T| &gt;= |t|) of Student's t: the regularised incomplete beta function at ν / (ν + t²). */
    static double studentTwoSided(double t, double degreesOfFreedom) {
        if (Double.isNaN(t) || !(degreesOfFreedom > 0)) {
            return Double.NaN;
        }
        return regularisedBeta(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5);
    }

    /** Kolmogorov's limiting P(√n D &gt;= z) = 2 Σ (-1)^(k-1) exp(-2 k² z²). */
    static double kolmogorov(double z) {
        if (z < 0.2) {
            return 1; // the distribution function is below 1e-12 there, and the alternating series no longer converges
        }
        double sum = 0;
        for (int k = 1; k <= 100; k++) {
            double term = Math.exp(-2.0 * k * k * z * z);
            sum += k % 2 == 1 ? term : -term;
            if (term < EPSILON) {
                break;
            }
        }
        return Math.min(1, Math.max(0, 2 * sum));
    }

    /** Limiting upper tail of Cramér and von Mises' statistic; Csörgő and Faraway (1996), formula 1.2. */
    static double cramerVonMises(double x) {
        if (x < 0.003) {
            return 1;
        }
        double sum = 0;
        for (int k = 0; k < 20; k++) {
            double q = (4.0 * k + 1) * (4.0 * k + 1) / (16 * x);
            double factor = Math.exp(logGamma(k + 0.5) - logGamma(k + 1)) / (Math.pow(Math.PI, 1.5) * Math.sqrt(x));
            double term = factor * Math.sqrt(4.0 * k + 1) * scaledBesselKQuarter(q) * Math.exp(-2 * q);
            sum += term;
            if (term < 1e-9) {
                break;
            }
        }
        return Math.min(1, Math.max(0, 1 - sum));
    }

    /** Two-sided exact test of Fisher on the table ((a, b), (c, d)): all tables with these margins at most as likely. */
    static double fisherExact(long a, long b, long c, long d) {
        long row = a + b;
        long column = a + c;
        long all = a + b + c + d;
        long from = Math.max(0, row + column - all);
        long to = Math.min(row, column);
        double observed = logTable(a, row, column, all);
        double p = 0;
        for (long x = from; x <= to; x++) {
            double log = logTable(x, row, column, all);
            if (log <= observed + 1e-7) { // equally likely tables differ in the last digits
                p += Math.exp(log);
            }
        }
        return Math.min(1, p);
    }

    private static double logTable(long x, long row, long column, long all) {
        return logChoose(column, x) + logChoose(all - column, row - x) - logChoose(all, row);
    }

    private static double logChoose(long n, long k) {
        return logGamma(n + 1.0) - logGamma(k + 1.0) - logGamma(n - k + 1.0);
    }

    static double logGamma(double x) {
        if (x < 0.5) {
            return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - logGamma(1 - x);
        }
        double sum = LANCZOS[0];
        for (int i = 1; i < LANCZOS.length; i++) {
            sum += LANCZOS[i] / (x - 1 + i);
        }
        double t = x + 6.5;
        return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
    }

    /** The series of P below a + 1, the continued fraction of Q above; Abramowitz and Stegun 6.5.29 and 6.5.31. */
    private static double upperGamma(double a, double x) {
        double front = Math.exp(a * Math.log(x) - x - logGamma(a));
        if (x < a + 1) {
            double term = 1 / a;
            double sum = term;
            for (int n = 1; n < MAX_TERMS && term > sum * EPSILON; n++) {
                term *= x / (a + n);
                sum += term;
            }
            return Math.max(0, 1 - front * sum);
        }
        double b = x + 1 - a;
        double c = 1e300;
        double d = 1 / b;
        double h = d;
        for (int i = 1; i < MAX_TERMS; i++) {
            double an = -i * (i - a);
            b += 2;
            d = 1 / guarded(an * d + b);
            c = guarded(b + an / c);
            double step = d * c;
            h *= step;
            if (Math.abs(step - 1) < EPSILON * 4) {
                break;
            }
        }
        return front * h;
    }

    private static double regularisedBeta(double x, double a, double b) {
        if (x <= 0 || x >= 1) {
            return x <= 0 ? 0 : 1;
        }
        double front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b));
        return x < (a + 1) / (a + b + 2)
                ? front * betaFraction(x, a, b) / a
                : 1 - front * betaFraction(1 - x, b, a) / b;
    }

    /** Abramowitz and Stegun 26.5.8, evaluated from the front. */
    private static double betaFraction(double x, double a, double b) {
        double c = 1;
        double d = 1 / guarded(1 - (a + b) * x / (a + 1));
        double h = d;
        for (int m = 1; m < MAX_TERMS; m++) {
            double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / guarded(1 + even * d);
            c = guarded(1 + even / c);
            h *= d * c;
            double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / guarded(1 + odd * d);
            c = guarded(1 + odd / c);
            double step = d * c;
            h *= step;
            if (Math.abs(step - 1) < EPSILON * 4) {
                break;
            }
        }
        return h;
    }

    private static double guarded(double x) {
        return Math.abs(x) < 1e-300 ? 1e-300 : x;
    }

    /** e^q K_¼(q) = ∫₀^∞ exp(q (1 - cosh t)) cosh(t/4) dt; the trapezoidal rule converges exponentially on it. */
    private static double scaledBesselKQuarter(double q) {
        double step = 0.01;
        double sum = 0.5;
        for (int i = 1; i < 5_000; i++) {
            double t = i * step;
            double term = Math.exp(q * (1 - Math.cosh(t))) * Math.cosh(t / 4);
            sum += term;
            if (term < 1e-18 * sum) {
                break;
            }
        }
        return sum * step;
    }
}
