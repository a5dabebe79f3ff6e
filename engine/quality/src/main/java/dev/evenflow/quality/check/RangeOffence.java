package dev.evenflow.quality.check;

import dev.evenflow.quality.contract.RecordTest;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * A number or time outside its range. Whole numbers, doubles and decimals are each compared exactly: whole numbers against the nearest
 * whole numbers within the range, decimals as decimals. What cannot be read as a number is no offence here, but one of its type.
 */
final class RangeOffence implements Offence {
    private static final BigDecimal LEAST = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

    private final FieldReader reader;
    private final Reading reading;
    private final @Nullable BigDecimal minimum;
    private final @Nullable BigDecimal maximum;
    private final boolean minimumExcluded;
    private final boolean maximumExcluded;
    private final @Nullable BigDecimal multipleOf;
    private final long wholeMultiple;
    private final long leastWhole;
    private final long mostWhole;
    /** Whether no whole number of 64 bits lies in the range. */
    private final boolean noWhole;

    private final double leastReal;
    private final double mostReal;

    RangeOffence(FieldReader reader, Reading reading, RecordTest.OutOfRange range) {
        this.reader = reader;
        this.reading = reading;
        this.minimum = range.minimum();
        this.maximum = range.maximum();
        this.minimumExcluded = range.minimumExcluded();
        this.maximumExcluded = range.maximumExcluded();
        this.multipleOf = range.multipleOf();
        this.wholeMultiple = wholeMultiple(range.multipleOf());
        BigDecimal least = minimum == null ? LEAST : minimum.setScale(0, RoundingMode.CEILING);
        if (minimum != null && minimumExcluded && least.compareTo(minimum) == 0) least = least.add(BigDecimal.ONE);
        BigDecimal most = maximum == null ? MOST : maximum.setScale(0, RoundingMode.FLOOR);
        if (maximum != null && maximumExcluded && most.compareTo(maximum) == 0) most = most.subtract(BigDecimal.ONE);
        this.noWhole = least.compareTo(MOST) > 0 || most.compareTo(LEAST) < 0;
        this.leastWhole = least.max(LEAST).min(MOST).longValue();
        this.mostWhole = most.min(MOST).max(LEAST).longValue();
        this.leastReal = minimum == null ? Double.NEGATIVE_INFINITY : minimum.doubleValue();
        this.mostReal = maximum == null ? Double.POSITIVE_INFINITY : maximum.doubleValue();
    }

    private static long wholeMultiple(@Nullable BigDecimal multiple) {
        if (multiple == null || multiple.stripTrailingZeros().scale() > 0) return 0;
        return multiple.compareTo(MOST) > 0 ? 0 : multiple.longValue();
    }

    @Override
    public boolean in(IndexedRecord record) {
        Object value = reader.read(record);
        if (value == null) return false;
        Number number = reading.number(value);
        if (number == null) return false;
        if (number instanceof Long whole) return outside(whole);
        if (number instanceof Double real) return outside(real);
        return outside((BigDecimal) number);
    }

    private boolean outside(long value) {
        if (noWhole || value < leastWhole || value > mostWhole) return true;
        if (multipleOf == null) return false;
        return wholeMultiple != 0 ? value % wholeMultiple != 0 : isNoMultiple(BigDecimal.valueOf(value));
    }

    private boolean outside(double value) {
        boolean above = minimumExcluded ? value > leastReal : value >= leastReal;
        boolean below = maximumExcluded ? value < mostReal : value <= mostReal;
        if (!above || !below) return true;
        return multipleOf != null && (!Double.isFinite(value) || isNoMultiple(BigDecimal.valueOf(value)));
    }

    private boolean outside(BigDecimal value) {
        if (minimum != null && value.compareTo(minimum) < (minimumExcluded ? 1 : 0)) return true;
        if (maximum != null && value.compareTo(maximum) > (maximumExcluded ? -1 : 0)) return true;
        return isNoMultiple(value);
    }

    private boolean isNoMultiple(BigDecimal value) {
        return multipleOf != null && value.remainder(multipleOf).signum() != 0;
    }

    @Override
    public @Nullable Object evidence(IndexedRecord record) {
        Object value = reader.read(record);
        Number number = value == null ? null : reading.number(value);
        return number instanceof BigDecimal ? number : value;
    }
}
