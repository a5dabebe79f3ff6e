package dev.evenflow.quality.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenflow.quality.drift.DriftOptions.Binning;
import dev.evenflow.quality.drift.Rebucketing.Bin;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DriftTest {
    private static final DriftOptions OPTIONS = DriftOptions.DEFAULT;
    private final Random random = new Random(4);

    @ParameterizedTest
    @EnumSource(DriftMethod.class)
    void nothingChangedIsZeroByEveryMethod(DriftMethod method) {
        Distribution normal = normal(5_000, 0, 1);

        assertThat(Drift.numeric(method, normal, normal, OPTIONS).value()).isEqualTo(0);
        assertThat(DriftMethod.named(method.contractName())).contains(method);
    }

    @ParameterizedTest
    @EnumSource(DriftMethod.class)
    void aShiftIsMoreThanChance(DriftMethod method) {
        Distribution baseline = normal(5_000, 0, 1);
        double chance =
                Drift.numeric(method, baseline, normal(5_000, 0, 1), OPTIONS).value();
        double shift =
                Drift.numeric(method, baseline, normal(5_000, 0.5, 1), OPTIONS).value();

        assertThat(shift).isGreaterThan(Math.max(3 * chance, 1e-6));
    }

    @Test
    void quantileBinsHaveEqualSharesAndAreOpen() {
        Distribution baseline =
                Distribution.of(IntStream.rangeClosed(1, 1_000).asDoubleStream().toArray());
        Bins bins = Bins.quantiles(baseline, 10);

        assertThat(bins.edges())
                .containsExactly(
                        Double.NEGATIVE_INFINITY,
                        100,
                        200,
                        300,
                        400,
                        500,
                        600,
                        700,
                        800,
                        900,
                        Double.POSITIVE_INFINITY);
        assertThat(bins.counts(baseline)).containsOnly(new double[] {100}, within(1e-9));
        assertThat(bins.counts(Distribution.of(-5, 100, 101, 1e9)))
                .containsExactly(new double[] {2, 1, 0, 0, 0, 0, 0, 0, 0, 1}, within(1e-9));
    }

    @Test
    void aFrequentValueHasABinOfItsOwnAndTheOthersShareTheRest() {
        double[] tips = new double[1_000];
        for (int i = 0; i < tips.length; i++) {
            tips[i] = i < 700 ? 0 : i - 699; // 70 percent zeros, then 1 to 300
        }
        Bins bins = Bins.quantiles(Distribution.of(tips), 4);

        assertThat(bins.labels())
                .containsExactly("(-Infinity, 0.0)", "{0.0}", "(0.0, 100.0]", "(100.0, 200.0]", "(200.0, Infinity)");
        assertThat(bins.counts(Distribution.of(tips)))
                .containsExactly(new double[] {0, 700, 100, 100, 100}, within(1e-9));
        assertThat(bins.counts(Distribution.of(-0.01, 0, 0.01)))
                .containsExactly(new double[] {1, 1, 1, 0, 0}, within(1e-9));
    }

    @Test
    void aConstantIsToldFromItsNeighbours() {
        Distribution constant = Distribution.of(3, 3, 3, 3);

        assertThat(Drift.numeric(DriftMethod.PSI, constant, constant, OPTIONS).value())
                .isEqualTo(0);
        assertThat(Drift.numeric(DriftMethod.PSI, constant, Distribution.of(3.5, 3.5), OPTIONS)
                        .value())
                .isGreaterThan(1);
    }

    @Test
    void binsOfSturgesAreNumpys() {
        // numpy.histogram_bin_edges([0..7, 0..7], 'sturges'): 16 values, 5 bins of width 1.4
        Distribution baseline = Distribution.of(0, 1, 2, 3, 4, 5, 6, 7);
        Bins bins = Bins.sturges(baseline, baseline);

        assertThat(bins.edges()).containsExactly(new double[] {0, 1.4, 2.8, 4.2, 5.6, 7}, within(1e-12));
        assertThat(bins.counts(baseline)).containsExactly(new double[] {2, 1, 2, 1, 2}, within(1e-12));
        assertThat(Drift.numeric(DriftMethod.PSI, baseline, baseline, OPTIONS.with(Binning.JOINT_STURGES))
                        .convention())
                .contains("Sturges")
                .contains("1e-4");
    }

    @Test
    void aResultHoldsWhatItTakesToComputeItAgain() {
        DriftResult result = Drift.numeric(DriftMethod.PSI, normal(1_000, 0, 1), normal(500, 1, 1), OPTIONS);

        double again = ShareDistances.psi(
                Smoothing.ZERO_FILL.shares(result.baselineCounts()),
                Smoothing.ZERO_FILL.shares(result.currentCounts()));
        assertThat(result.value()).isEqualTo(again);
        assertThat(result.edges()).hasSize(result.baselineCounts().length + 1);
        assertThat(result.baselineTotal()).isCloseTo(1_000, within(1e-9));
        assertThat(result.currentTotal()).isCloseTo(500, within(1e-9));
    }

    @Test
    void categoriesKnownToNeitherSideByNameAreOne() {
        CategoryCounts baseline = new CategoryCounts(Map.of("a", 50.0, "b", 30.0), 100);
        CategoryCounts current = new CategoryCounts(Map.of("a", 50.0, "c", 50.0), 100);

        DriftResult result = Drift.categorical(DriftMethod.L_INFINITY, baseline, current, OPTIONS);

        assertThat(result.categories()).containsExactly("a", "b", "(other)");
        assertThat(result.baselineCounts()).containsExactly(50, 30, 20);
        assertThat(result.currentCounts()).containsExactly(50, 0, 50);
        assertThat(result.value()).isCloseTo(0.3, within(1e-12));
    }

    @Test
    void aNewCategoryShowsWhereTheBaselineKnowsAllOfItsOwn() {
        DriftResult result = Drift.categorical(
                DriftMethod.L_INFINITY,
                CategoryCounts.of(Map.of("a", 60.0, "b", 40.0)),
                CategoryCounts.of(Map.of("a", 60.0, "b", 30.0, "ATM", 10.0)),
                OPTIONS);

        assertThat(result.categories()).containsExactly("a", "b", "ATM");
        assertThat(result.value()).isCloseTo(0.1, within(1e-12));
    }

    @Test
    void missingValuesAreComparedAloneOrAsABin() {
        assertThat(Drift.missingness(DriftMethod.L_INFINITY, 990, 10, 700, 300).value())
                .isCloseTo(0.29, within(1e-12));
        Distribution numbers = normal(990, 0, 1);
        DriftResult withBin = Drift.numericWithMissing(DriftMethod.PSI, numbers, 10, numbers, 500, OPTIONS);

        assertThat(withBin.categories()).hasSize(11).endsWith("(missing)");
        assertThat(withBin.value()).isGreaterThan(1);
    }

    @Test
    void wassersteinIsTheShiftAndNormedItIsInStandardDeviations() {
        Distribution baseline = Distribution.of(0, 2, 4, 6);
        Distribution current = Distribution.of(3, 5, 7, 9);

        assertThat(SampleDistances.wasserstein(baseline, current)).isCloseTo(3, within(1e-12));
        assertThat(SampleDistances.wassersteinNormed(baseline, current)).isCloseTo(3 / Math.sqrt(5), within(1e-12));
    }

    @Test
    void jensenShannonIsBoundedInBitsAndInNats() {
        double[] left = {1, 0};
        double[] right = {0, 1};

        assertThat(ShareDistances.jensenShannonBits(left, right)).isCloseTo(1, within(1e-12));
        assertThat(ShareDistances.jensenShannonDistance(left, right)).isCloseTo(Math.sqrt(Math.log(2)), within(1e-12));
    }

    @Test
    void tailsAreThoseOfTheTables() {
        assertThat(Tails.chiSquared(3.841458820694124, 1)).isCloseTo(0.05, within(1e-12));
        assertThat(Tails.chiSquared(18.307038053275146, 10)).isCloseTo(0.05, within(1e-12));
        assertThat(Tails.studentTwoSided(2.2281388519649385, 10)).isCloseTo(0.05, within(1e-10));
        assertThat(Tails.kolmogorov(1.3580986393225505)).isCloseTo(0.05, within(1e-9));
        assertThat(Tails.cramerVonMises(0.46136)).isCloseTo(0.05, within(1e-4));
        assertThat(Tails.fisherExact(3, 1, 1, 3)).isCloseTo(34.0 / 70, within(1e-12)); // the lady tasting tea
        assertThat(Tails.logGamma(0.5)).isCloseTo(Math.log(Math.PI) / 2, within(1e-13));
    }

    @Test
    void noRecordsAreNotADistribution() {
        assertThatThrownBy(() -> Distribution.of()).hasMessageContaining("needs values");
        assertThatThrownBy(() -> Smoothing.NONE.shares(new double[] {0, 0})).hasMessageContaining("needs records");
        assertThatThrownBy(() -> Rebucketing.of(List.of(), 0, List.of(new Bin(0, 1, 1)), 0))
                .hasMessageContaining("first histogram is empty");
        assertThatThrownBy(() -> Drift.missingness(DriftMethod.WASSERSTEIN, 1, 1, 1, 1))
                .hasMessageContaining("needs numbers");
    }

    @Test
    void valuesThatAreNotNumbersAreACellOfTheirOwn() {
        Rebucketing cells = Rebucketing.of(List.of(new Bin(0, 2, 8)), 2, List.of(new Bin(1, 3, 8)), 0);

        assertThat(cells.first()).containsExactly(4, 4, 0, 2);
        assertThat(cells.second()).containsExactly(0, 4, 4, 0);
    }

    private Distribution normal(int size, double mean, double deviation) {
        return Distribution.of(random.doubles(size, 0, 1)
                .map(uniform -> mean + deviation * random.nextGaussian())
                .toArray());
    }
}
