package dev.evenflow.quality.drift;

import dev.evenflow.quality.drift.DriftOptions.Missing;
import dev.evenflow.quality.profile.FieldKind;
import dev.evenflow.quality.profile.FieldProfile;
import dev.evenflow.quality.profile.NumberSummary;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Distance of a field from its baseline, from the profiles of both. Numbers and times are compared as numbers, texts and
 * truth values as categories, texts by length where the method needs numbers; bytes, lists and maps by length.
 *
 * <p>A number with 20 or fewer different values in the baseline is a code, and compared as categories like Evidently does,
 * unless the method needs numbers. Nulls, NaN and infinities are missing.
 */
public final class FieldDrift {
    /** Evidently's bound between codes and quantities. */
    private static final int CODES = 20;

    private FieldDrift() {}

    /** Empty where either side has no value to compare, which is not the same as no drift. */
    public static Optional<DriftResult> compare(
            DriftMethod method, @Nullable FieldProfile baseline, @Nullable FieldProfile current, DriftOptions options) {
        if (baseline == null || current == null) {
            return Optional.empty();
        }
        if (options.missing() == Missing.ONLY) {
            return missingness(method, baseline, current);
        }
        if (present(baseline) <= 0 || present(current) <= 0) {
            return Optional.empty();
        }
        boolean missing = options.missing() == Missing.CATEGORY;
        if (asCategories(method, baseline)) {
            return Optional.of(
                    Drift.categorical(method, categories(baseline, missing), categories(current, missing), options));
        }
        Distribution before = distribution(baseline.numbers());
        Distribution now = distribution(current.numbers());
        return Optional.of(
                missing && !method.needsNumbers()
                        ? Drift.numericWithMissing(method, before, missing(baseline), now, missing(current), options)
                        : Drift.numeric(method, before, now, options));
    }

    /** Of the share of missing values alone. Empty where a side has not seen the field at all. */
    public static Optional<DriftResult> missingness(DriftMethod method, FieldProfile baseline, FieldProfile current) {
        if (baseline.count() + baseline.nulls() == 0 || current.count() + current.nulls() == 0) {
            return Optional.empty();
        }
        return Optional.of(
                Drift.missingness(method, present(baseline), missing(baseline), present(current), missing(current)));
    }

    private static boolean asCategories(DriftMethod method, FieldProfile baseline) {
        if (method.needsNumbers()) {
            return false;
        }
        FieldKind kind = baseline.kind();
        return kind == FieldKind.TEXT
                || kind == FieldKind.BOOLEAN
                || (kind == FieldKind.NUMBER
                        && baseline.topValuesExact()
                        && baseline.topValues().size() <= CODES
                        && baseline.count() >= 10L * baseline.topValues().size());
    }

    private static Distribution distribution(NumberSummary numbers) {
        return Distribution.weighted(numbers.sortedValues(), numbers.weights());
    }

    private static CategoryCounts categories(FieldProfile field, boolean withMissing) {
        Map<String, Double> counts = new LinkedHashMap<>();
        field.topValues().forEach((value, count) -> counts.put(value, count.doubleValue()));
        double total = field.count();
        if (withMissing) {
            counts.put(Drift.MISSING, missing(field));
            total += field.nulls();
        } else {
            total = present(field);
        }
        return new CategoryCounts(counts, total);
    }

    private static double present(FieldProfile field) {
        return (double) field.count() - field.nans() - field.infinities();
    }

    private static double missing(FieldProfile field) {
        return (double) field.nulls() + field.nans() + field.infinities();
    }
}
