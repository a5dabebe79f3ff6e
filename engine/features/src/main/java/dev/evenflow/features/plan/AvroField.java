package dev.evenflow.features.plan;

import dev.evenflow.features.kernel.ProgramBuilder;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.Slot;
import dev.evenflow.features.row.SlotType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads one field of a record into one slot. It takes values as Avro's generic and specific readers give them: with
 * logical types converted (BigDecimal, Instant) or raw (bytes, long).
 */
final class AvroField {
    /** Longest text, in UTF-16 units: it becomes part of state. */
    static final int LONGEST_TEXT = 1024;

    /** What {@link #units} gives where it cannot be sure. */
    static final long NOT_EXACT = Long.MIN_VALUE;

    private static final double LARGEST_PRODUCT = 0x1p40;
    private static final double NEAR_TIE = 0x1p-10;

    private final String name;
    private final int position;
    private final Schema type;
    private final int decimalScale;
    private final Slot slot;

    AvroField(Schema record, String name, Slot slot) {
        Schema.Field field = record.getField(name);
        if (field == null)
            throw new IllegalArgumentException("schema " + record.getFullName() + " has no field '" + name + "'");
        this.name = name;
        this.position = field.pos();
        this.type = nonNull(field.schema());
        LogicalType logical = type.getLogicalType();
        this.decimalScale = logical instanceof LogicalTypes.Decimal decimal ? decimal.getScale() : -1;
        this.slot = slot;
    }

    int position() {
        return position;
    }

    Slot slot() {
        return slot;
    }

    /** The type of a field that may be null. */
    static Schema nonNull(Schema schema) {
        if (schema.getType() != Schema.Type.UNION) return schema;
        for (Schema branch : schema.getTypes()) if (branch.getType() != Schema.Type.NULL) return branch;
        return schema;
    }

    void read(IndexedRecord record, FeatureRow row) throws InvalidEventException {
        Object value = record.get(position);
        if (value == null) {
            row.setNull(slot);
            return;
        }
        switch (slot.type()) {
            case TEXT -> row.setText(slot, text(name, value));
            case BOOLEAN -> row.setBoolean(slot, (Boolean) value);
            case DOUBLE -> row.setDouble(slot, finite(((Number) value).doubleValue()));
            case LONG -> row.setLong(slot, number(value));
        }
    }

    private long number(Object value) throws InvalidEventException {
        long number;
        if (value instanceof BigDecimal decimal) {
            number =
                    exact(decimal.setScale(slot.scale(), RoundingMode.HALF_EVEN).unscaledValue());
        } else if (value instanceof ByteBuffer || value instanceof GenericFixed) {
            byte[] bytes = value instanceof GenericFixed fixed ? fixed.bytes() : bytes((ByteBuffer) value);
            if (bytes.length == 0)
                throw new InvalidEventException(name, "an empty decimal, expected at least one byte");
            number = bytes.length <= 8 ? small(bytes) : exact(new BigInteger(bytes));
            if (decimalScale != slot.scale())
                number = exact(new BigDecimal(BigInteger.valueOf(number), decimalScale)
                        .setScale(slot.scale(), RoundingMode.HALF_EVEN)
                        .unscaledValue());
        } else if (value instanceof Double || value instanceof Float) {
            double real = finite(((Number) value).doubleValue());
            number = units(real, slot.scale());
            if (number == NOT_EXACT)
                number = exact(new BigDecimal(real)
                        .setScale(slot.scale(), RoundingMode.HALF_EVEN)
                        .unscaledValue());
        } else if (value instanceof Instant instant) {
            number = instant.toEpochMilli();
        } else {
            number = ((Number) value).longValue();
        }
        if (number > ProgramBuilder.LARGEST_INPUT || number < -ProgramBuilder.LARGEST_INPUT)
            throw new InvalidEventException(
                    name, number + " units of 10^-" + slot.scale() + ", expected at most 10^15 of them");
        return number;
    }

    /**
     * A real number in units of 10^-scale, rounded half to even, or {@link #NOT_EXACT} where arithmetic in doubles may miss
     * it: the product is off by half of 2^-12 at most below 2^40, so only what lies as near to a tie can go wrong.
     */
    static long units(double real, int scale) {
        double product = real * Slot.unit(scale);
        double rounded = Math.rint(product);
        boolean sure = Math.abs(product) < LARGEST_PRODUCT && Math.abs(Math.abs(product - rounded) - 0.5) > NEAR_TIE;
        return sure ? (long) rounded : NOT_EXACT;
    }

    private long exact(BigInteger unscaled) throws InvalidEventException {
        if (unscaled.bitLength() > 63)
            throw new InvalidEventException(
                    name,
                    "a number of " + unscaled.bitLength() + " bits, expected at most 10^15 units of 10^-"
                            + slot.scale());
        return unscaled.longValue();
    }

    private double finite(double value) throws InvalidEventException {
        if (Double.isNaN(value) || Double.isInfinite(value))
            throw new InvalidEventException(name, value + ", expected a finite number");
        return value;
    }

    private static long small(byte[] bytes) {
        long value = bytes[0];
        for (int i = 1; i < bytes.length; i++) value = (value << 8) | (bytes[i] & 0xFF);
        return value;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    /** A text of a record: string, enum symbol, or a whole number where values are told apart by it. */
    static String text(String name, Object value) throws InvalidEventException {
        String text = value.toString();
        if (text.length() > LONGEST_TEXT)
            throw new InvalidEventException(
                    name, "a text of " + text.length() + " characters, expected at most " + LONGEST_TEXT);
        return text;
    }

    /** An id: a text that is not empty. */
    static String id(IndexedRecord record, int position, String name) throws InvalidEventException {
        Object value = record.get(position);
        String text = value == null ? "" : text(name, value);
        if (text.isEmpty()) throw new InvalidEventException(name, "empty, expected an id");
        return text;
    }

    /** Earliest and latest time that is believed: a wild one would move the watermark and make everything else late. */
    private static final long EARLIEST = Instant.parse("1970-01-01T00:00:00Z").toEpochMilli();

    private static final long LATEST = Instant.parse("2200-01-01T00:00:00Z").toEpochMilli();

    static long time(IndexedRecord record, int position, String name) throws InvalidEventException {
        Object value = record.get(position);
        long time = value instanceof Instant instant
                ? instant.toEpochMilli()
                : value == null ? Long.MIN_VALUE : (Long) value;
        if (!isTime(time))
            throw new InvalidEventException(
                    name,
                    (value == null ? "null" : time + " ms")
                            + ", expected a time from 1970 to 2199 in milliseconds since the epoch");
        return time;
    }

    /** Whether a time, in milliseconds since the epoch, is believed. */
    static boolean isTime(long time) {
        return time >= EARLIEST && time < LATEST;
    }

    static int position(Schema record, String name) {
        Schema.Field field = record.getField(name);
        if (field == null)
            throw new IllegalArgumentException("schema " + record.getFullName() + " has no field '" + name + "'");
        return field.pos();
    }

    /** The slot type a field is read to where an expression uses it. */
    static SlotType expressionType(Schema type) {
        return switch (type.getType()) {
            case STRING, ENUM -> SlotType.TEXT;
            case BOOLEAN -> SlotType.BOOLEAN;
            case FLOAT, DOUBLE -> SlotType.DOUBLE;
            case INT, LONG, BYTES, FIXED -> SlotType.LONG;
            default -> throw new IllegalArgumentException("a field of type " + type.getType() + " cannot be used");
        };
    }

    static int decimalScale(Schema type) {
        @Nullable LogicalType logical = type.getLogicalType();
        return logical instanceof LogicalTypes.Decimal decimal ? decimal.getScale() : 0;
    }
}
