package dev.evenflow.quality.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What holds for all samples: symmetry, bounds, the triangle, and that no record is lost in bins. */
class DriftPropertiesTest {
    @Property(tries = 300)
    void everyRecordIsInOneBin(
            @ForAll @Size(min = 1, max = 200) List<@IntRange(min = -20, max = 20) Integer> before,
            @ForAll @Size(min = 1, max = 50) List<@IntRange(min = -30, max = 30) Integer> now,
            @ForAll @IntRange(min = 2, max = 30) int bins) {
        Distribution baseline = distribution(before);
        Bins quantiles = Bins.quantiles(baseline, bins);

        assertThat(Arrays.stream(quantiles.counts(baseline)).sum()).isCloseTo(before.size(), within(1e-6));
        assertThat(Arrays.stream(quantiles.counts(distribution(now))).sum()).isCloseTo(now.size(), within(1e-6));
        assertThat(quantiles.edges()).isSorted();
        assertThat(Arrays.stream(Bins.sturges(baseline, distribution(now)).counts(distribution(now)))
                        .sum())
                .isCloseTo(now.size(), within(1e-6));
    }

    @Property(tries = 300)
    void aRecordIsCountedWhereItsLabelSays(
            @ForAll @Size(min = 1, max = 100) List<@IntRange(min = -5, max = 5) Integer> before,
            @ForAll @IntRange(min = -7, max = 7) int value) {
        Bins bins = Bins.quantiles(distribution(before), 5);
        double[] counts = bins.counts(Distribution.of(value));

        for (int i = 0; i < counts.length; i++) {
            double low = bins.edges()[i];
            double high = bins.edges()[i + 1];
            boolean endsBefore = i + 2 < bins.edges().length && high == bins.edges()[i + 2] && low < high;
            boolean inside = low == high ? value == low : value > low && (endsBefore ? value < high : value <= high);
            assertThat(counts[i]).as(bins.labels().get(i)).isCloseTo(inside ? 1 : 0, within(1e-9));
        }
    }

    @Property(tries = 300)
    void distancesAreSymmetricAndBounded(
            @ForAll @Size(8) List<@IntRange(min = 0, max = 1_000) Integer> before,
            @ForAll @Size(8) List<@IntRange(min = 0, max = 1_000) Integer> now) {
        double[] first = counts(before);
        double[] second = counts(now);
        first[0] += 1;
        second[7] += 1;
        double[] p = Smoothing.NONE.shares(first);
        double[] q = Smoothing.NONE.shares(second);

        assertThat(ShareDistances.jensenShannonBits(p, q))
                .isCloseTo(ShareDistances.jensenShannonBits(q, p), within(1e-12))
                .isBetween(0.0, 1.0 + 1e-12);
        assertThat(ShareDistances.hellinger(p, q)).isBetween(0.0, 1.0 + 1e-12);
        assertThat(ShareDistances.totalVariation(p, q)).isBetween(ShareDistances.lInfinity(p, q) - 1e-12, 1.0 + 1e-12);
        assertThat(ShareDistances.psi(Smoothing.ZERO_FILL.shares(first), Smoothing.ZERO_FILL.shares(second)))
                .isGreaterThanOrEqualTo(0)
                .isFinite();
    }

    @Property(tries = 300)
    void wassersteinIsADistance(
            @ForAll @Size(min = 1, max = 40) List<@IntRange(min = -50, max = 50) Integer> a,
            @ForAll @Size(min = 1, max = 40) List<@IntRange(min = -50, max = 50) Integer> b,
            @ForAll @Size(min = 1, max = 40) List<@IntRange(min = -50, max = 50) Integer> c) {
        double ab = SampleDistances.wasserstein(distribution(a), distribution(b));

        assertThat(ab).isCloseTo(SampleDistances.wasserstein(distribution(b), distribution(a)), within(1e-9));
        assertThat(ab)
                .isLessThanOrEqualTo(SampleDistances.wasserstein(distribution(a), distribution(c))
                        + SampleDistances.wasserstein(distribution(c), distribution(b))
                        + 1e-9);
        assertThat(ab)
                .isGreaterThanOrEqualTo(
                        Math.abs(distribution(a).mean() - distribution(b).mean()) - 1e-9);
        assertThat(SampleDistances.kolmogorovSmirnov(distribution(a), distribution(b)))
                .isCloseTo(bruteForceKs(a, b), within(1e-12));
    }

    @Property(tries = 100)
    void scaleOfCountsDoesNotMatterToShares(
            @ForAll @Size(5) List<@IntRange(min = 1, max = 100) Integer> before,
            @ForAll @Size(5) List<@IntRange(min = 1, max = 100) Integer> now,
            @ForAll @IntRange(min = 2, max = 1_000) int factor) {
        double[] baseline = Smoothing.ZERO_FILL.shares(counts(before));
        double[] more = Arrays.stream(counts(now)).map(count -> count * factor).toArray();

        assertThat(ShareDistances.psi(baseline, Smoothing.ZERO_FILL.shares(more)))
                .isCloseTo(ShareDistances.psi(baseline, Smoothing.ZERO_FILL.shares(counts(now))), within(1e-9));
    }

    private static double[] counts(List<Integer> counts) {
        return counts.stream().mapToDouble(Integer::doubleValue).toArray();
    }

    private static double bruteForceKs(List<Integer> a, List<Integer> b) {
        double largest = 0;
        for (int x = -50; x <= 50; x++) {
            int at = x;
            double f = a.stream().filter(value -> value <= at).count() / (double) a.size();
            double g = b.stream().filter(value -> value <= at).count() / (double) b.size();
            largest = Math.max(largest, Math.abs(f - g));
        }
        return largest;
    }

    private static Distribution distribution(List<Integer> values) {
        return Distribution.of(values.stream().mapToDouble(Integer::doubleValue).toArray());
    }
}
