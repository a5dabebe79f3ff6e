package dev.evenflow.quality.check;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * The whole numbers of 64 bits that lie within bounds which need not be whole; multiples of {@code multiple} only, unless it is 0.
 *
 * @param empty whether there are none
 */
record WholeRange(long least, long most, boolean empty, long multiple) {
    private static final BigDecimal LOWEST = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal HIGHEST = BigDecimal.valueOf(Long.MAX_VALUE);

    /** Null where {@code multiple} is not whole, so that whole numbers do not decide. */
    static @Nullable WholeRange of(
            @Nullable BigDecimal minimum,
            boolean minimumExcluded,
            @Nullable BigDecimal maximum,
            boolean maximumExcluded,
            @Nullable BigDecimal multiple) {
        if (multiple != null && (multiple.stripTrailingZeros().scale() > 0 || multiple.compareTo(HIGHEST) > 0))
            return null;
        BigDecimal least = minimum == null ? LOWEST : minimum.setScale(0, RoundingMode.CEILING);
        if (minimum != null && minimumExcluded && least.compareTo(minimum) == 0) least = least.add(BigDecimal.ONE);
        BigDecimal most = maximum == null ? HIGHEST : maximum.setScale(0, RoundingMode.FLOOR);
        if (maximum != null && maximumExcluded && most.compareTo(maximum) == 0) most = most.subtract(BigDecimal.ONE);
        return new WholeRange(
                least.max(LOWEST).min(HIGHEST).longValue(),
                most.min(HIGHEST).max(LOWEST).longValue(),
                least.compareTo(HIGHEST) > 0 || most.compareTo(LOWEST) < 0,
                multiple == null ? 0 : multiple.longValue());
    }

    boolean contains(long value) {
        return !empty && value >= least && value <= most && (multiple == 0 || value % multiple == 0);
    }
}
