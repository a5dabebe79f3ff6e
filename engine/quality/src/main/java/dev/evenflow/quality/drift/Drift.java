package dev.evenflow.quality.drift;

import dev.evenflow.quality.drift.DriftOptions.Binning;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Distances of a current distribution from its baseline, with the inputs and the convention of each. A value is NaN where
 * a test has too few categories left.
 */
public final class Drift {
    static final String OTHER = "(other)";
    static final String MISSING = "(missing)";
    static final String PRESENT = "(present)";

    private Drift() {}

    /** Of numbers. Where the method takes no bins, the bins are only for drawing. */
    public static DriftResult numeric(
            DriftMethod method, Distribution baseline, Distribution current, DriftOptions options) {
        Bins bins = binsOf(baseline, current, options);
        double[] before = bins.counts(baseline);
        double[] now = bins.counts(current);
        Measured measured = method.needsNumbers() || isLInfinity(method)
                ? alongTheAxis(method, baseline, current)
                : onCounts(method, before, now);
        String convention = convention(method, options, true);
        return new DriftResult(
                method,
                measured.value,
                measured.pValue,
                convention,
                bins.edges(),
                List.of(),
                before,
                now,
                baseline.records(),
                current.records());
    }

    /** Of numbers with a bin for those that are missing; the bins are categories here. */
    public static DriftResult numericWithMissing(
            DriftMethod method,
            Distribution baseline,
            double baselineMissing,
            Distribution current,
            double currentMissing,
            DriftOptions options) {
        Bins bins = binsOf(baseline, current, options);
        List<String> labels = new ArrayList<>(bins.labels());
        labels.add(MISSING);
        return onCategories(
                method,
                labels,
                appended(bins.counts(baseline), baselineMissing),
                appended(bins.counts(current), currentMissing),
                convention(method, options, true) + "; missing values are a bin");
    }

    /**
     * Of categories: those of the baseline, most frequent first. A value the baseline does not know is a category of its
     * own while the baseline knows all of its own by name; otherwise it joins the rest, where it may have been before.
     */
    public static DriftResult categorical(
            DriftMethod method, CategoryCounts baseline, CategoryCounts current, DriftOptions options) {
        List<String> categories = mostFrequent(baseline.counts(), options.categories());
        boolean all =
                baseline.rest() <= 0 && categories.size() == baseline.counts().size();
        if (all) {
            List<String> added = mostFrequent(current.counts(), options.categories());
            added.removeAll(categories);
            categories.addAll(added.subList(0, Math.min(added.size(), options.categories() - categories.size() + 1)));
        }
        double[] before = countsOf(baseline, categories);
        double[] now = countsOf(current, categories);
        int last = categories.size();
        boolean rest = before[last] > 0 || now[last] > 0;
        if (rest) {
            categories.add(OTHER);
        }
        int length = rest ? last + 1 : last;
        return onCategories(
                method,
                categories,
                Arrays.copyOf(before, length),
                Arrays.copyOf(now, length),
                convention(method, options, false));
    }

    /** Of the share of missing values: two categories. */
    public static DriftResult missingness(
            DriftMethod method, double present, double missing, double currentPresent, double currentMissing) {
        return onCategories(
                method,
                List.of(PRESENT, MISSING),
                new double[] {present, missing},
                new double[] {currentPresent, currentMissing},
                "present against missing; " + words(method));
    }

    private static DriftResult onCategories(
            DriftMethod method, List<String> categories, double[] before, double[] now, String convention) {
        if (method.needsNumbers()) {
            throw new IllegalArgumentException(
                    method.contractName() + " needs numbers; categories have no order to measure along");
        }
        Measured measured = onCounts(method, before, now);
        return new DriftResult(
                method,
                measured.value,
                measured.pValue,
                convention,
                new double[0],
                List.copyOf(categories),
                before,
                now,
                Arrays.stream(before).sum(),
                Arrays.stream(now).sum());
    }

    private record Measured(double value, @Nullable Double pValue) {
        Measured(double value) {
            this(value, null);
        }
    }

    private static Measured alongTheAxis(DriftMethod method, Distribution baseline, Distribution current) {
        return switch (method) {
            case WASSERSTEIN -> new Measured(SampleDistances.wasserstein(baseline, current));
            case WASSERSTEIN_NORMED -> new Measured(SampleDistances.wassersteinNormed(baseline, current));
            case ENERGY -> new Measured(SampleDistances.energy(baseline, current));
            default -> {
                double d = SampleDistances.kolmogorovSmirnov(baseline, current);
                double n = baseline.records();
                double m = current.records();
                yield method == DriftMethod.L_INFINITY_ROBUST
                        ? new Measured(ShareDistances.robust(d, n, m))
                        : new Measured(
                                d,
                                method == DriftMethod.KOLMOGOROV_SMIRNOV
                                        ? SampleDistances.kolmogorovSmirnovP(d, n, m)
                                        : null);
            }
        };
    }

    private static Measured onCounts(DriftMethod method, double[] before, double[] now) {
        if (method == DriftMethod.CHI_SQUARED) {
            ChiSquared test = ChiSquared.goodnessOfFit(now, before);
            return new Measured(test.statistic(), test.pValue());
        }
        int used = 0;
        double[] p = new double[before.length];
        double[] q = new double[before.length];
        for (int i = 0; i < before.length; i++) {
            if (before[i] > 0 || now[i] > 0) { // a bin that is empty on both sides says nothing, smoothed or not
                p[used] = before[i];
                q[used++] = now[i];
            }
        }
        double n = Arrays.stream(before).sum();
        double m = Arrays.stream(now).sum();
        double[] baseline = method.smoothing().shares(Arrays.copyOf(p, used));
        double[] current = method.smoothing().shares(Arrays.copyOf(q, used));
        return new Measured(
                switch (method) {
                    case PSI -> ShareDistances.psi(baseline, current);
                    case JENSEN_SHANNON_DISTANCE -> ShareDistances.jensenShannonDistance(baseline, current);
                    case JENSEN_SHANNON_DIVERGENCE -> ShareDistances.jensenShannonBits(baseline, current);
                    case KULLBACK_LEIBLER -> ShareDistances.kullbackLeibler(current, baseline);
                    case L_INFINITY -> ShareDistances.lInfinity(baseline, current);
                    case L_INFINITY_ROBUST -> ShareDistances.robust(ShareDistances.lInfinity(baseline, current), n, m);
                    case HELLINGER -> ShareDistances.hellinger(baseline, current);
                    case TOTAL_VARIATION -> ShareDistances.totalVariation(baseline, current);
                    default -> throw new IllegalArgumentException(method.contractName() + " is not measured on bins");
                });
    }

    private static boolean isLInfinity(DriftMethod method) {
        return method == DriftMethod.L_INFINITY || method == DriftMethod.L_INFINITY_ROBUST;
    }

    private static Bins binsOf(Distribution baseline, Distribution current, DriftOptions options) {
        return options.binning() == Binning.JOINT_STURGES
                ? Bins.sturges(baseline, current)
                : Bins.quantiles(baseline, options.bins());
    }

    private static String convention(DriftMethod method, DriftOptions options, boolean numbers) {
        if (!numbers) {
            return "categories of the baseline; " + words(method);
        }
        String bins = options.binning() == Binning.JOINT_STURGES
                ? "bins of equal width over both, Sturges"
                : options.bins() + " bins (a, b] by quantiles of the baseline";
        return method.needsNumbers() || isLInfinity(method)
                ? words(method) + "; " + bins + ", for drawing only"
                : bins + "; " + words(method);
    }

    private static String words(DriftMethod method) {
        return switch (method) {
            case PSI -> "natural logarithm, " + method.smoothing().words() + " (Evidently)";
            case JENSEN_SHANNON_DISTANCE -> "root of the divergence in nats, no smoothing (Evidently)";
            case JENSEN_SHANNON_DIVERGENCE -> "base 2, no smoothing (TFDV)";
            case KULLBACK_LEIBLER ->
                "of current from baseline, in nats, " + method.smoothing().words() + " (popmon)";
            case KOLMOGOROV_SMIRNOV -> "distribution functions, p by Kolmogorov's limit";
            case WASSERSTEIN -> "area between the distribution functions";
            case WASSERSTEIN_NORMED ->
                "area between the distribution functions in standard deviations of the baseline (Evidently)";
            case ENERGY -> "root of twice the squared area between the distribution functions (SciPy)";
            case CHI_SQUARED -> "baseline scaled to current, small categories joined (Deequ)";
            case L_INFINITY -> "largest difference of a share, of numbers of the distribution function (Deequ, TFDV)";
            case L_INFINITY_ROBUST -> "largest difference of a share less 1.8 sqrt((n + m) / (n m)) (Deequ)";
            case HELLINGER -> "shares without smoothing (Evidently)";
            case TOTAL_VARIATION -> "half the sum of differences of shares (Evidently)";
        };
    }

    private static List<String> mostFrequent(Map<String, Double> counts, int limit) {
        return new ArrayList<>(counts.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(limit)
                .map(Map.Entry::getKey)
                .toList());
    }

    /** One entry per category and one for what is left. */
    private static double[] countsOf(CategoryCounts counts, List<String> categories) {
        double[] values = new double[categories.size() + 1];
        double named = 0;
        for (int i = 0; i < categories.size(); i++) {
            values[i] = counts.counts().getOrDefault(categories.get(i), 0.0);
            named += values[i];
        }
        values[categories.size()] = Math.max(0, counts.total() - named);
        return values;
    }

    private static double[] appended(double[] counts, double last) {
        double[] all = Arrays.copyOf(counts, counts.length + 1);
        all[counts.length] = last;
        return all;
    }
}
