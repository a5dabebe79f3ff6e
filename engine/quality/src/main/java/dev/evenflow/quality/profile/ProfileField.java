package dev.evenflow.quality.profile;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * One field of a plan: where it is in a record and how its values become a profile's. Reads plain Avro values as well as those of
 * logical types (decimals, instants, dates).
 *
 * @param name dotted from the root
 * @param path positions from the root
 * @param scale digits after the point of a decimal in bytes, else 0
 * @param millisPerUnit of a time that is a number, else 1
 * @param named whether values may be kept in the profile; lengths, hashes and counts are kept anyway
 */
record ProfileField(String name, FieldKind kind, int[] path, int scale, double millisPerUnit, boolean named) {
    private static final double[] TENS = new double[23];

    static {
        for (int i = 0; i < TENS.length; i++) {
            TENS[i] = Double.parseDouble("1e" + i);
        }
    }

    void read(IndexedRecord record, FieldProfile profile) {
        Object value = value(record);
        if (value == null) {
            profile.addNull();
            return;
        }
        switch (kind) {
            case NUMBER -> profile.addNumber(value instanceof Number number ? number : decimal(value), named);
            case TEXT -> profile.addText(value instanceof CharSequence text ? text : value.toString(), named);
            case BOOLEAN -> profile.addBoolean((Boolean) value);
            case TIME ->
                profile.addMeasure(value instanceof Number number ? number.longValue() * millisPerUnit : millis(value));
            case BYTES -> addBytes(value, profile);
            case LIST -> profile.addMeasure(((Collection<?>) value).size());
            case MAP -> profile.addMeasure(((Map<?, ?>) value).size());
        }
    }

    private @Nullable Object value(IndexedRecord record) {
        IndexedRecord parent = record;
        int last = path.length - 1;
        for (int i = 0; i < last; i++) {
            parent = (IndexedRecord) parent.get(path[i]);
            if (parent == null) {
                return null;
            }
        }
        return parent.get(path[last]);
    }

    private static void addBytes(Object value, FieldProfile profile) {
        if (value instanceof ByteBuffer buffer && buffer.hasArray()) {
            profile.addBytes(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
        } else {
            byte[] bytes = bytes(value);
            profile.addBytes(bytes, 0, bytes.length);
        }
    }

    /** Of a decimal as two's complement bytes: exact up to 2^53 units, else the next double. */
    private Number decimal(Object value) {
        byte[] bytes = bytes(value);
        BigInteger unscaled = new BigInteger(bytes);
        if (unscaled.bitLength() <= 53 && scale >= 0 && scale < TENS.length) {
            return scale == 0 ? (Number) unscaled.longValue() : unscaled.longValue() / TENS[scale];
        }
        return new BigDecimal(unscaled, scale).doubleValue();
    }

    private static byte[] bytes(Object value) {
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return bytes;
        }
        if (value instanceof GenericFixed fixed) {
            return fixed.bytes();
        }
        throw new IllegalArgumentException("profile: " + value.getClass().getName() + " where bytes were expected");
    }

    private static double millis(Object value) {
        if (value instanceof Instant instant) {
            return instant.getEpochSecond() * 1000.0 + instant.getNano() / 1e6;
        }
        if (value instanceof LocalDate date) {
            return date.toEpochDay() * 86_400_000.0;
        }
        if (value instanceof LocalDateTime local) {
            return millis(local.toInstant(ZoneOffset.UTC));
        }
        throw new IllegalArgumentException("profile: " + value.getClass().getName() + " where a time was expected");
    }
}
