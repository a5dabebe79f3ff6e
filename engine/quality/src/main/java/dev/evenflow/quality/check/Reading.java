package dev.evenflow.quality.check;

import dev.evenflow.quality.contract.DateForm;
import dev.evenflow.quality.contract.LogicalType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericFixed;
import org.jspecify.annotations.Nullable;

/**
 * Reads a value as the type the contract gives its field, whatever carries it: Avro's types, decimals as bytes, times in any unit, or
 * text as in CSV. Times become milliseconds since 1970. Null where it cannot be read so.
 */
final class Reading {
    private static final long DAY_MS = 86_400_000;

    private final @Nullable LogicalType type;
    private final DateForm dates;
    private final int scale;
    private final String carrier;

    /** @param schema of the value, null where the field does not exist */
    Reading(@Nullable LogicalType type, String format, @Nullable Schema schema) {
        this.type = type;
        this.dates = DateForm.of(format);
        org.apache.avro.LogicalType logical = schema == null ? null : schema.getLogicalType();
        this.scale = logical instanceof LogicalTypes.Decimal decimal ? decimal.getScale() : 0;
        this.carrier = logical == null ? "" : logical.getName();
    }

    /** Whether {@link #whole} reads it: a whole number, or a time carried by one. */
    static boolean isWhole(Object value) {
        return value instanceof Long || value instanceof Integer;
    }

    /** A whole number, or milliseconds of a time. Nothing is allocated. */
    long whole(Object value) {
        long whole = ((Number) value).longValue();
        return type != null && type.isTime() ? millis(whole) : whole;
    }

    /** Whether {@link #unscaled} reads it: a decimal as bytes that fits 64 bits. */
    boolean isSmallDecimal(Object value) {
        return value instanceof ByteBuffer buffer && buffer.remaining() <= 8 && carrier.equals("decimal");
    }

    /** The digits of a decimal, without its point. Nothing is allocated, and the buffer stays as it is. */
    static long unscaled(ByteBuffer buffer) {
        int from = buffer.position();
        long unscaled = buffer.remaining() == 0 ? 0 : buffer.get(from);
        for (int i = from + 1; i < buffer.limit(); i++) unscaled = unscaled << 8 | buffer.get(i) & 0xff;
        return unscaled;
    }

    int scale() {
        return scale;
    }

    /** Long, Double or BigDecimal for numbers and times; null for what is no number here. */
    @Nullable
    Number number(Object value) {
        if (isWhole(value)) return whole(value);
        if (value instanceof Double || value instanceof Float) return ((Number) value).doubleValue();
        if (value instanceof ByteBuffer || value instanceof GenericFixed)
            return carrier.equals("decimal") ? decimal(bytes(value)) : null;
        if (value instanceof BigDecimal decimal) return decimal;
        if (value instanceof CharSequence text) return ofText(text.toString().trim());
        return time(value);
    }

    private long millis(long carried) {
        if (carrier.endsWith("micros")) return Math.floorDiv(carried, 1_000);
        if (carrier.endsWith("nanos")) return Math.floorDiv(carried, 1_000_000);
        return carrier.equals("date") ? carried * DAY_MS : carried;
    }

    private Number decimal(byte[] bytes) {
        return new BigDecimal(new BigInteger(bytes.length == 0 ? new byte[1] : bytes), scale);
    }

    private @Nullable Number ofText(String text) {
        if (text.isEmpty() || text.length() > 64) return null;
        if (type != null && type.isTime()) return dates.millis(text);
        try {
            BigDecimal number = new BigDecimal(text);
            if (Math.abs((long) number.scale()) > 400) return null;
            return type == LogicalType.INTEGER && number.stripTrailingZeros().scale() > 0 ? null : number;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable Number time(Object value) {
        if (value instanceof Instant instant) return instant.toEpochMilli();
        if (value instanceof LocalDate date) return date.toEpochDay() * DAY_MS;
        if (value instanceof LocalDateTime local)
            return local.toInstant(ZoneOffset.UTC).toEpochMilli();
        if (value instanceof LocalTime time) return time.toNanoOfDay() / 1_000_000;
        return null;
    }

    static byte[] bytes(Object value) {
        if (value instanceof GenericFixed fixed) return fixed.bytes();
        ByteBuffer buffer = ((ByteBuffer) value).duplicate();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    /** Whether the value is one of the contract's type, or a text that reads as one. */
    boolean reads(Object value) {
        if (type == LogicalType.BOOLEAN)
            return value instanceof Boolean
                    || value instanceof CharSequence text
                            && (text.toString().equalsIgnoreCase("true")
                                    || text.toString().equalsIgnoreCase("false"));
        return number(value) != null;
    }

    /** True or false; null for what is neither. */
    static @Nullable Boolean flag(Object value) {
        if (value instanceof Boolean flag) return flag;
        if (!(value instanceof CharSequence)) return null;
        String text = value.toString();
        return text.equalsIgnoreCase("true") ? Boolean.TRUE : text.equalsIgnoreCase("false") ? Boolean.FALSE : null;
    }

    /** A value as text: what lists of values and patterns are held against. Numbers without superfluous zeros. */
    static String text(Object value) {
        if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            return Double.isFinite(number)
                    ? BigDecimal.valueOf(number).stripTrailingZeros().toPlainString()
                    : Double.toString(number);
        }
        if (value instanceof BigDecimal decimal)
            return decimal.stripTrailingZeros().toPlainString();
        return value.toString();
    }
}
