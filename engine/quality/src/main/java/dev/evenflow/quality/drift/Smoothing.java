package dev.evenflow.quality.drift;

import java.util.Locale;

/** How counts become shares, and what becomes of a share of zero, of which a logarithm knows nothing. */
public enum Smoothing {
    /** Counts over their sum. */
    NONE("no smoothing"),
    /** Evidently's: a zero becomes 1e-4, or a millionth of the smallest other share where that is 1e-4 or less. */
    ZERO_FILL("zero shares filled with 1e-4, not renormalised"),
    /** popmon's: 1e-5 is added to every share. */
    ADD_EPSILON("1e-5 added to every share");

    private final String words;

    Smoothing(String words) {
        this.words = words;
    }

    /** For the convention that goes with a value. */
    public String words() {
        return words;
    }

    /** @throws IllegalArgumentException where there are no counts: no distribution is not the same as an even one */
    public double[] shares(double[] counts) {
        double sum = 0;
        for (double count : counts) {
            sum += count;
        }
        if (!(sum > 0) || Double.isInfinite(sum)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "%d counts sum to %s; a distribution needs records", counts.length, sum));
        }
        double[] shares = new double[counts.length];
        double smallest = 1;
        for (int i = 0; i < counts.length; i++) {
            shares[i] = counts[i] / sum;
            smallest = shares[i] > 0 ? Math.min(smallest, shares[i]) : smallest;
        }
        for (int i = 0; i < shares.length; i++) {
            if (this == ADD_EPSILON) {
                shares[i] += 1e-5;
            } else if (this == ZERO_FILL && shares[i] == 0) {
                shares[i] = smallest <= 1e-4 ? smallest / 1e6 : 1e-4;
            }
        }
        return shares;
    }
}
