package dev.evenflow.quality.drift;

/**
 * What a rule may choose about a comparison.
 *
 * @param binning of numbers
 * @param bins of quantiles, 2 or more
 * @param missing what becomes of nulls and NaN
 * @param categories how many values of the baseline keep a category of their own; the others are one
 */
public record DriftOptions(Binning binning, int bins, Missing missing, int categories) {
    public static final DriftOptions DEFAULT = new DriftOptions(Binning.BASELINE_QUANTILES, 10, Missing.LEFT_OUT, 50);

    /** Where bins come from. */
    public enum Binning {
        /** Equal shares of the baseline: the same bins for every window, and no outlier can stretch them. */
        BASELINE_QUANTILES,
        /** Evidently's: equal width over the values of both, after Sturges. */
        JOINT_STURGES
    }

    /** Nulls and NaN. */
    public enum Missing {
        /** Compare what is there; the share of missing values is another measure. */
        LEFT_OUT,
        /** A bin or category of its own. */
        CATEGORY,
        /** Only present against missing. */
        ONLY
    }

    public DriftOptions {
        if (bins < 2 || bins > 1_000) {
            throw new IllegalArgumentException("bins must be from 2 to 1000, got " + bins);
        }
        if (categories < 1 || categories > 10_000) {
            throw new IllegalArgumentException("categories must be from 1 to 10000, got " + categories);
        }
    }

    public DriftOptions with(Binning other) {
        return new DriftOptions(other, bins, missing, categories);
    }

    public DriftOptions with(Missing other) {
        return new DriftOptions(binning, bins, other, categories);
    }

    public DriftOptions withBins(int other) {
        return new DriftOptions(binning, other, missing, categories);
    }
}
