package dev.evenflow.quality.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenflow.quality.drift.DriftOptions.Missing;
import dev.evenflow.quality.profile.FieldKind;
import dev.evenflow.quality.profile.FieldProfile;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FieldDriftTest {
    private static final DriftOptions OPTIONS = DriftOptions.DEFAULT;

    @Test
    void sketchesGiveTheDistanceOfTheSamples() {
        double[] before = normal(50_000, 0, 1);
        double[] now = normal(20_000, 0.3, 1.2);
        Distribution exactBefore = Distribution.of(before);
        Distribution exactNow = Distribution.of(now);
        FieldProfile baseline = FieldProfile.of(FieldKind.NUMBER, boxed(before));
        FieldProfile current = FieldProfile.of(FieldKind.NUMBER, boxed(now));
        assertThat(baseline.numbers().exact()).isFalse();

        for (DriftMethod method : new DriftMethod[] {
            DriftMethod.PSI,
            DriftMethod.KOLMOGOROV_SMIRNOV,
            DriftMethod.WASSERSTEIN_NORMED,
            DriftMethod.JENSEN_SHANNON_DIVERGENCE
        }) {
            double exact = Drift.numeric(method, exactBefore, exactNow, OPTIONS).value();
            double sketched = FieldDrift.compare(method, baseline, current, OPTIONS)
                    .orElseThrow()
                    .value();
            // two ranks of 0.5 percent error each, at most twice
            assertThat(sketched).as(method.contractName()).isCloseTo(exact, within(0.02));
        }
    }

    @Test
    void numbersWithFewValuesAreCodes() {
        FieldProfile baseline = FieldProfile.of(FieldKind.NUMBER, codes(700, 290, 10));
        FieldProfile current = FieldProfile.of(FieldKind.NUMBER, codes(700, 200, 100));

        DriftResult psi =
                FieldDrift.compare(DriftMethod.PSI, baseline, current, OPTIONS).orElseThrow();
        assertThat(psi.categories()).containsExactly("1", "2", "3");
        assertThat(psi.baselineCounts()).containsExactly(700, 290, 10);
        DriftResult ks = FieldDrift.compare(DriftMethod.KOLMOGOROV_SMIRNOV, baseline, current, OPTIONS)
                .orElseThrow();
        assertThat(ks.categories()).isEmpty();
        assertThat(ks.value()).isCloseTo(0.09, within(1e-12));
    }

    @Test
    void textsAreCategoriesAndLengthsWhereNumbersAreNeeded() {
        FieldProfile baseline = FieldProfile.of(FieldKind.TEXT, "ATM", "ATM", "POS", "POS");
        FieldProfile current = FieldProfile.of(FieldKind.TEXT, "ATM", "ATM", "ONLINE", "ONLINE");

        assertThat(FieldDrift.compare(DriftMethod.L_INFINITY, baseline, current, OPTIONS)
                        .orElseThrow()
                        .value())
                .isCloseTo(0.5, within(1e-12));
        assertThat(FieldDrift.compare(DriftMethod.WASSERSTEIN, baseline, current, OPTIONS)
                        .orElseThrow()
                        .value())
                .isCloseTo(1.5, within(1e-12));
    }

    @Test
    void missingValuesAreNotComparedUnlessAsked() {
        @Nullable Object[] half = new Object[1_000];
        Object[] full = new Object[1_000];
        for (int i = 0; i < 1_000; i++) {
            full[i] = i / 7.0;
            half[i] = i % 2 == 0 ? null : i / 7.0;
        }
        FieldProfile baseline = FieldProfile.of(FieldKind.NUMBER, full);
        FieldProfile current = FieldProfile.of(FieldKind.NUMBER, half);

        assertThat(FieldDrift.compare(DriftMethod.PSI, baseline, current, OPTIONS)
                        .orElseThrow()
                        .value())
                .isLessThan(0.01);
        assertThat(FieldDrift.compare(DriftMethod.L_INFINITY, baseline, current, OPTIONS.with(Missing.ONLY))
                        .orElseThrow()
                        .value())
                .isCloseTo(0.5, within(1e-12));
        assertThat(FieldDrift.compare(DriftMethod.PSI, baseline, current, OPTIONS.with(Missing.CATEGORY))
                        .orElseThrow()
                        .value())
                .isGreaterThan(1);
    }

    @Test
    void nothingToCompareIsNoResult() {
        FieldProfile nothing = FieldProfile.of(FieldKind.NUMBER, null, null);
        FieldProfile numbers = FieldProfile.of(FieldKind.NUMBER, 1.0, 2.0);

        assertThat(FieldDrift.compare(DriftMethod.PSI, nothing, numbers, OPTIONS))
                .isEmpty();
        assertThat(FieldDrift.compare(DriftMethod.PSI, numbers, nothing, OPTIONS))
                .isEmpty();
        assertThat(FieldDrift.compare(DriftMethod.PSI, null, numbers, OPTIONS)).isEmpty();
        assertThat(FieldDrift.compare(DriftMethod.L_INFINITY, nothing, numbers, OPTIONS.with(Missing.ONLY))
                        .orElseThrow()
                        .value())
                .isEqualTo(1);
    }

    private static Object[] codes(int... times) {
        return IntStream.range(0, times.length)
                .boxed()
                .flatMap(i -> IntStream.range(0, times[i]).mapToObj(k -> (Object) (i + 1)))
                .toArray();
    }

    private static Object[] boxed(double[] values) {
        Object[] boxed = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            boxed[i] = values[i];
        }
        return boxed;
    }

    private static double[] normal(int size, double mean, double deviation) {
        Random random = new Random(size);
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = mean + deviation * random.nextGaussian();
        }
        return values;
    }
}
