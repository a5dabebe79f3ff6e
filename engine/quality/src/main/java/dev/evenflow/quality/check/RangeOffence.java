package dev.evenflow.quality.check;

import dev.evenflow.quality.contract.RecordTest.OutOfRange;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * A number or time outside its range, compared exactly: whole numbers and the digits of decimals as 64 bits (nothing is allocated),
 * larger ones as decimals. What cannot be read as a number is no offence here, but one of its type.
 */
final class RangeOffence implements Offence {
    private final FieldReader reader;
    private final Reading reading;
    private final OutOfRange range;
    private final @Nullable WholeRange whole;
    /** Of the digits of a decimal: the bounds without their point. */
    private final @Nullable WholeRange digits;

    private final double least;
    private final double most;

    RangeOffence(FieldReader reader, Reading reading, OutOfRange range) {
        this.reader = reader;
        this.reading = reading;
        this.range = range;
        this.whole = wholeRange(range, 0);
        this.digits = wholeRange(range, reading.scale());
        BigDecimal minimum = range.minimum();
        BigDecimal maximum = range.maximum();
        this.least = minimum == null ? Double.NEGATIVE_INFINITY : minimum.doubleValue();
        this.most = maximum == null ? Double.POSITIVE_INFINITY : maximum.doubleValue();
    }

    private static @Nullable WholeRange wholeRange(OutOfRange range, int scale) {
        return WholeRange.of(
                shifted(range.minimum(), scale),
                range.minimumExcluded(),
                shifted(range.maximum(), scale),
                range.maximumExcluded(),
                shifted(range.multipleOf(), scale));
    }

    private static @Nullable BigDecimal shifted(@Nullable BigDecimal number, int scale) {
        return number == null ? null : number.movePointRight(scale);
    }

    @Override
    public boolean in(IndexedRecord record) {
        Object value = reader.read(record);
        if (value == null) return false;
        if (whole != null && Reading.isWhole(value)) return !whole.contains(reading.whole(value));
        if (value instanceof Double || value instanceof Float) return outside(((Number) value).doubleValue());
        if (digits != null && reading.isSmallDecimal(value))
            return !digits.contains(Reading.unscaled((ByteBuffer) value));
        Number number = reading.number(value);
        if (number == null) return false;
        return outside(number instanceof BigDecimal decimal ? decimal : new BigDecimal(number.toString()));
    }

    private boolean outside(double value) {
        boolean above = range.minimumExcluded() ? value > least : value >= least;
        boolean below = range.maximumExcluded() ? value < most : value <= most;
        if (!above || !below) return true;
        return range.multipleOf() != null && (!Double.isFinite(value) || isNoMultiple(BigDecimal.valueOf(value)));
    }

    private boolean outside(BigDecimal value) {
        BigDecimal minimum = range.minimum();
        BigDecimal maximum = range.maximum();
        if (minimum != null && value.compareTo(minimum) < (range.minimumExcluded() ? 1 : 0)) return true;
        if (maximum != null && value.compareTo(maximum) > (range.maximumExcluded() ? -1 : 0)) return true;
        return isNoMultiple(value);
    }

    private boolean isNoMultiple(BigDecimal value) {
        BigDecimal multiple = range.multipleOf();
        return multiple != null && value.remainder(multiple).signum() != 0;
    }

    @Override
    public @Nullable Object evidence(IndexedRecord record) {
        Object value = reader.read(record);
        Number number = value == null || value instanceof CharSequence ? null : reading.number(value);
        return number instanceof BigDecimal ? number : value;
    }
}
