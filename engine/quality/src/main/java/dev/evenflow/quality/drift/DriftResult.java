package dev.evenflow.quality.drift;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A distance with all one needs to compute it again. Numeric: {@code edges} has one entry more than there are counts and
 * {@code categories} is empty; categorical: the other way round.
 *
 * @param pValue where the method is a test
 * @param convention binning, smoothing and base of logarithms, in words
 * @param baselineCounts per bin; fractions where mass was spread over bins
 */
public record DriftResult(
        DriftMethod method,
        double value,
        @Nullable Double pValue,
        String convention,
        double[] edges,
        List<String> categories,
        double[] baselineCounts,
        double[] currentCounts,
        double baselineTotal,
        double currentTotal) {}
