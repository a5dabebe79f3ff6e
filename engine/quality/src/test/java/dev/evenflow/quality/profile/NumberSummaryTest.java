package dev.evenflow.quality.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class NumberSummaryTest {
    @Property(tries = 200)
    void aWholeIsItsPartsMerged(
            @ForAll @Size(max = 1200) List<@DoubleRange(min = -1e6, max = 1e6) Double> numbers,
            @ForAll @IntRange(max = 1200) int cut) {
        double[] values = numbers.stream().mapToDouble(Double::doubleValue).toArray();
        int at = Math.min(cut, values.length);
        NumberSummary whole = NumberSummary.of(values);
        NumberSummary parts = NumberSummary.of(Arrays.copyOfRange(values, 0, at));
        parts.merge(NumberSummary.of(Arrays.copyOfRange(values, at, values.length)));

        assertThat(parts.count()).isEqualTo(values.length);
        if (whole.exact()) {
            assertThat(parts.sortedValues()).isEqualTo(whole.sortedValues());
        }
        if (values.length > 0) {
            assertThat(parts.quantile(0.3))
                    .isCloseTo(whole.quantile(0.3), within(whole.exact() ? 0 : whole.max() - whole.min()));
            assertThat(parts.min()).isEqualTo(whole.min());
            assertThat(parts.max()).isEqualTo(whole.max());
            assertThat(parts.sum()).isCloseTo(whole.sum(), within(1e-6));
            assertThat(parts.mean()).isCloseTo(whole.mean(), within(1e-6));
            assertThat(parts.variance()).isCloseTo(whole.variance(), within(1e-9 * (1 + whole.variance())));
        }
    }

    @Example
    void skewnessOfPartsIsThatOfTheWhole() {
        double[] values = new Random(1).doubles(5000).map(x -> 1e6 + x * x * x).toArray();
        NumberSummary parts = new NumberSummary();
        for (int i = 0; i < values.length; i += 500) {
            parts.merge(NumberSummary.of(Arrays.copyOfRange(values, i, i + 500)));
        }
        double mean = Arrays.stream(values).average().orElseThrow();
        double m2 =
                Arrays.stream(values).map(x -> Math.pow(x - mean, 2)).average().orElseThrow();
        double m3 =
                Arrays.stream(values).map(x -> Math.pow(x - mean, 3)).average().orElseThrow();

        assertThat(parts.skewness()).isCloseTo(m3 / Math.pow(m2, 1.5), within(1e-6));
        assertThat(parts.variance()).isCloseTo(m2, within(1e-9));
    }

    /** Deequ's property (1, n, 2, n - 1, …), with the tighter bound that this sketch promises; whole and merged of ten. */
    @Example
    void ranksStayWithinTheBoundOfTheSketch() {
        int n = 1_000_000;
        NumberSummary whole = new NumberSummary();
        NumberSummary[] parts = new NumberSummary[10];
        Arrays.setAll(parts, i -> new NumberSummary());
        for (int i = 0; i < n; i++) {
            double value = i % 2 == 0 ? 1 + i / 2 : n - i / 2;
            whole.add(value);
            parts[i / (n / 10)].add(value);
        }
        NumberSummary merged = new NumberSummary();
        for (NumberSummary part : parts) {
            merged.merge(part);
        }
        for (NumberSummary summary : new NumberSummary[] {whole, merged}) {
            assertThat(summary.count()).isEqualTo(n);
            assertThat(summary.exact()).isFalse();
            assertThat(summary.rankError()).isLessThan(0.006);
            for (int x = n / 100; x < n; x += n / 100) {
                // 99 ranks, each within the bound with 99 percent: three times the bound is never seen
                assertThat(summary.rank(x, true)).isCloseTo((double) x / n, within(3 * summary.rankError()));
                assertThat(summary.quantile((double) x / n)).isCloseTo(x, within(3 * summary.rankError() * n));
            }
        }
    }

    @Example
    void binsAreClosedOnTheLeftAndTheLastOnBothSides() {
        NumberSummary numbers = NumberSummary.of(0, 1, 1, 2, 3, 3, 9);

        assertThat(numbers.histogram(new double[] {0, 1, 3})).containsExactly(1, 5);
        assertThat(numbers.histogram(new double[] {1, 2})).containsExactly(3);
        assertThat(numbers.histogram(new double[] {})).isEmpty();
        assertThat(numbers.rank(1, false)).isEqualTo(1 / 7.0);
        assertThat(numbers.rank(1, true)).isEqualTo(3 / 7.0);
    }

    @Example
    void edgesOfQuantilesRiseAndEachIsThereOnce() {
        assertThat(NumberSummary.of(1, 2, 3, 4, 5).quantileEdges(4)).containsExactly(1, 2, 3, 4, 5);
        assertThat(NumberSummary.of(0, 0, 0, 0, 8).quantileEdges(4)).containsExactly(0, 8);
        assertThat(new NumberSummary().quantileEdges(4)).isEmpty();
    }

    /** Lengths, flags and counts: exact however many there are, beside others that are not. */
    @Example
    void smallWholeNumbersAreExact() {
        Random random = new Random(3);
        double[] values = new double[20_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 4 == 0 ? random.nextInt(256) : i % 4 == 1 ? -0.0 : i % 4 == 2 ? 7 : random.nextInt(40);
        }
        NumberSummary summary = NumberSummary.of(Arrays.copyOfRange(values, 0, 9000));
        summary.merge(NumberSummary.of(Arrays.copyOfRange(values, 9000, values.length)));
        double[] sorted = values.clone();
        Arrays.sort(sorted);

        assertThat(summary.exact()).isTrue();
        for (double q : new double[] {0, 0.1, 0.25, 0.5, 0.77, 0.999, 1}) {
            double position = q * (sorted.length - 1);
            double lower = sorted[(int) position];
            double upper = sorted[Math.min((int) position + 1, sorted.length - 1)];
            assertThat(summary.quantile(q))
                    .isCloseTo(lower + (position - (int) position) * (upper - lower), within(1e-9));
        }
        assertThat(summary.sum()).isEqualTo(Arrays.stream(values).sum());
        assertThat(summary.rank(7, false))
                .isEqualTo(Arrays.stream(values).filter(x -> x < 7).count() / 20_000.0);

        for (int i = 0; i < 60_000; i++) {
            summary.add(random.nextGaussian() * 100 + 0.5);
        }
        assertThat(summary.exact()).isFalse();
        assertThat(summary.count()).isEqualTo(80_000);
        assertThat(summary.rankError()).isBetween(0.003, 0.005);
        assertThat(Arrays.stream(summary.weights()).sum()).isEqualTo(80_000);
        assertThat(summary.sortedValues()).isSorted();
        assertThat(summary.rank(1e9, true)).isEqualTo(1);
    }

    @Example
    void nothingIsUnknownNotZero() {
        NumberSummary nothing = new NumberSummary();

        assertThat(nothing.count()).isZero();
        assertThat(new double[] {nothing.min(), nothing.max(), nothing.mean(), nothing.variance(), nothing.quantile(0.5)
                })
                .containsOnly(Double.NaN);
    }
}
