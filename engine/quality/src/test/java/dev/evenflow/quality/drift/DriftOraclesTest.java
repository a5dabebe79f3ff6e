package dev.evenflow.quality.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evenflow.quality.drift.Rebucketing.Bin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Our measures against numbers that the test suites of Deequ, Evidently, popmon and TFDV publish. */
class DriftOraclesTest {
    @TestFactory
    Stream<DynamicTest> publishedNumbers() throws IOException {
        Path file = Path.of(System.getProperty("evenflow.shared", "../../../shared"))
                .resolve("data/oracles/drift_and_quality.json");
        assumeTrue(
                Files.exists(file),
                "the published numbers are not at " + file.toAbsolutePath()
                        + "; -Devenflow.shared=DIR says where they are");
        JsonNode cases = new ObjectMapper().readTree(file.toFile()).get("drift");
        assertThat(cases).as("cases in " + file).hasSizeGreaterThanOrEqualTo(48);
        return StreamSupport.stream(cases.spliterator(), false)
                .map(oracle -> DynamicTest.dynamicTest(oracle.get("id").asText(), () -> agrees(oracle)));
    }

    private static void agrees(JsonNode oracle) {
        String metric = oracle.get("metric").asText();
        JsonNode inputs = oracle.get("inputs");
        JsonNode expected = oracle.get("expected");
        if (expected.asText().startsWith("error")) {
            assertThatThrownBy(() -> measured(metric, inputs)).isInstanceOf(IllegalArgumentException.class);
        } else if (expected.asText().equals("NaN")) {
            assertThat(measured(metric, inputs)).isNaN();
        } else {
            assertThat(measured(metric, inputs))
                    .isCloseTo(
                            expected.asDouble(), within(oracle.get("tolerance").asDouble()));
        }
    }

    private static double measured(String metric, JsonNode in) {
        return switch (metric) {
            case "psi" -> psi(in);
            case "kl" ->
                ShareDistances.kullbackLeibler(
                        Smoothing.ADD_EPSILON.shares(array(in, "p")), Smoothing.ADD_EPSILON.shares(array(in, "q")));
            case "linf_categorical",
                    "linf_categorical_robust",
                    "js_divergence_base2_cat",
                    "normalized_abs_difference" -> categories(metric, in);
            case "ks_statistic" -> SampleDistances.kolmogorovSmirnov(sample(in, "sample1"), sample(in, "sample2"));
            case "linf_numeric_robust" ->
                ShareDistances.robust(
                        SampleDistances.kolmogorovSmirnov(sample(in, "sample1"), sample(in, "sample2")),
                        in.get("sample1").size(),
                        in.get("sample2").size());
            case "ks_scaled" -> histogramKs(array(in, "hist1"), array(in, "hist2"));
            case "ks_pvalue_asymptotic" ->
                SampleDistances.kolmogorovP(in.get("z").asDouble());
            case "chi2_stat_with_regroup" -> regrouped(in).statistic();
            case "chi2_pvalue_with_regroup" -> regrouped(in).pValue();
            case "chi2_two_hist" ->
                ChiSquared.twoHistograms(array(in, "n"), array(in, "m")).statistic();
            case "chi2_two_hist_pvalue" ->
                ChiSquared.twoHistograms(array(in, "n"), array(in, "m")).pValue();
            case "chi2_pvalue" ->
                ChiSquared.plain(array(in, "current_counts"), array(in, "reference_counts"))
                        .pValue();
            case "g_test_p" ->
                ChiSquared.likelihoodRatio(array(in, "current_counts"), array(in, "reference_counts"))
                        .pValue();
            case "hellinger" -> ShareDistances.hellinger(shares(in, "reference_counts"), shares(in, "current_counts"));
            case "tvd" -> ShareDistances.totalVariation(shares(in, "reference_counts"), shares(in, "current_counts"));
            case "cramervonmises_p" -> SampleDistances.cramerVonMisesP(sample(in, "reference"), sample(in, "current"));
            case "energy_distance" -> SampleDistances.energy(sample(in, "reference"), sample(in, "current"));
            case "t_test_p" -> student(array(in, "reference"), array(in, "current"));
            case "fisher_exact_p" ->
                fisher(in.get("reference").asText(), in.get("current").asText());
            case "js_divergence_base2_hist" ->
                Rebucketing.of(bins(in, "h1"), 0, bins(in, "h2"), 0).jensenShannonBits();
            default -> throw new AssertionError("no measure of ours is held to '" + metric + "'");
        };
    }

    private static double psi(JsonNode in) {
        if (in.has("expected_counts")) {
            return ShareDistances.psi(shares(in, "expected_counts"), shares(in, "actual_counts"));
        }
        if (in.has("epsilon")) {
            return ShareDistances.psi(
                    Smoothing.ADD_EPSILON.shares(array(in, "q")), Smoothing.ADD_EPSILON.shares(array(in, "p")));
        }
        Map<String, Double> reference = counted(array(in, "reference"));
        Map<String, Double> current = counted(array(in, "current"));
        return Drift.categorical(
                        DriftMethod.PSI, CategoryCounts.of(reference), CategoryCounts.of(current), DriftOptions.DEFAULT)
                .value();
    }

    private static double categories(String metric, JsonNode in) {
        List<Map<String, Double>> both = new ArrayList<>();
        in.fields().forEachRemaining(field -> {
            if (field.getValue().isObject()) {
                both.add(map(field.getValue()));
            }
        });
        TreeSet<String> union = new TreeSet<>(both.get(0).keySet());
        union.addAll(both.get(1).keySet());
        double[] first = ordered(both.get(0), union);
        double[] second = ordered(both.get(1), union);
        double[] p = Smoothing.NONE.shares(first);
        double[] q = Smoothing.NONE.shares(second);
        double n = Arrays.stream(first).sum();
        double m = Arrays.stream(second).sum();
        return switch (metric) {
            case "js_divergence_base2_cat" -> ShareDistances.jensenShannonBits(p, q);
            case "normalized_abs_difference" -> ShareDistances.normalizedAbsoluteDifference(first, second);
            case "linf_categorical" -> ShareDistances.lInfinity(p, q);
            default ->
                in.has("alpha")
                        ? ShareDistances.robust(
                                ShareDistances.lInfinity(p, q),
                                n,
                                m,
                                in.get("alpha").asDouble())
                        : ShareDistances.robust(ShareDistances.lInfinity(p, q), n, m);
        };
    }

    private static double histogramKs(double[] first, double[] second) {
        double[] positions = {1, 2};
        double n = Arrays.stream(first).sum();
        double m = Arrays.stream(second).sum();
        return SampleDistances.kolmogorovSmirnov(
                        Distribution.weighted(positions, first), Distribution.weighted(positions, second))
                * Math.sqrt(n * m / (n + m));
    }

    private static ChiSquared regrouped(JsonNode in) {
        return ChiSquared.goodnessOfFit(map(in.get("sample")), map(in.get("expected_baseline")));
    }

    private static double student(double[] first, double[] second) {
        Distribution a = Distribution.of(first);
        Distribution b = Distribution.of(second);
        return SampleDistances.studentP(
                first.length,
                a.mean(),
                Math.pow(a.standardDeviation(), 2) * first.length / (first.length - 1),
                second.length,
                b.mean(),
                Math.pow(b.standardDeviation(), 2) * second.length / (second.length - 1));
    }

    private static double fisher(String reference, String current) {
        long a = reference.chars().filter(letter -> letter == 'a').count();
        long c = current.chars().filter(letter -> letter == 'a').count();
        return ChiSquared.fisherExactP(a, reference.length() - a, c, current.length() - c);
    }

    private static List<Bin> bins(JsonNode in, String key) {
        List<Bin> bins = new ArrayList<>();
        in.get(key)
                .forEach(bin -> bins.add(new Bin(
                        bin.get("low").asDouble(),
                        bin.get("high").asDouble(),
                        bin.get("count").asDouble())));
        return bins;
    }

    private static Map<String, Double> counted(double[] values) {
        Map<String, Double> counts = new LinkedHashMap<>();
        for (double value : values) {
            counts.merge(Double.toString(value), 1.0, Double::sum);
        }
        return counts;
    }

    private static double[] ordered(Map<String, Double> counts, TreeSet<String> keys) {
        return keys.stream().mapToDouble(key -> counts.getOrDefault(key, 0.0)).toArray();
    }

    private static Map<String, Double> map(JsonNode node) {
        Map<String, Double> map = new LinkedHashMap<>();
        node.fields()
                .forEachRemaining(
                        field -> map.put(field.getKey(), field.getValue().asDouble()));
        return map;
    }

    private static Distribution sample(JsonNode in, String key) {
        return Distribution.of(array(in, key));
    }

    private static double[] shares(JsonNode in, String key) {
        return Smoothing.NONE.shares(array(in, key));
    }

    private static double[] array(JsonNode in, String key) {
        double[] values = new double[in.get(key).size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.get(key).get(i).asDouble();
        }
        return values;
    }
}
