package dev.evenflow.quality.profile;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of one field: how often it was there, how its numbers are distributed, which values it had. Merges: the profile of a
 * whole is the merged profiles of its parts. Not for several threads, also when only read.
 */
public final class FieldProfile {
    private final FieldKind kind;
    private long count;
    private long nulls;
    private long nans;
    private long infinities;
    private final NumberSummary numbers;
    private final @Nullable ValueCounts values;

    FieldProfile(FieldKind kind) {
        this(kind, new NumberSummary(), kind.countsValues() ? new ValueCounts() : null);
    }

    private FieldProfile(FieldKind kind, NumberSummary numbers, @Nullable ValueCounts values) {
        this.kind = kind;
        this.numbers = numbers;
        this.values = values;
    }

    /** @param values numbers, text, booleans or byte arrays as the kind says (times as milliseconds, lists and maps as their sizes); null for a missing one */
    public static FieldProfile of(FieldKind kind, @Nullable Object... values) {
        FieldProfile profile = new FieldProfile(kind);
        for (Object value : values) {
            profile.add(value);
        }
        return profile;
    }

    private void add(@Nullable Object value) {
        if (value == null) {
            addNull();
            return;
        }
        switch (kind) {
            case NUMBER -> addNumber((Number) value, true);
            case TEXT -> addText((CharSequence) value, true);
            case BOOLEAN -> addBoolean((Boolean) value);
            case BYTES -> addBytes((byte[]) value, 0, ((byte[]) value).length);
            case TIME, LIST, MAP -> addMeasure(((Number) value).doubleValue());
        }
    }

    void addNull() {
        nulls++;
    }

    /** @param named whether the value itself may be kept */
    void addNumber(Number value, boolean named) {
        if (value instanceof Long || value instanceof Integer) {
            long whole = value.longValue();
            count++;
            numbers.add(whole);
            countValue(ValueHash.of(whole), value, named);
        } else {
            addFraction(value.doubleValue(), value, named);
        }
    }

    private void addFraction(double number, Number value, boolean named) {
        count++;
        if (Math.abs(number) <= Double.MAX_VALUE) {
            numbers.add(number);
            countValue(ValueHash.of(number), value, named);
        } else if (Double.isNaN(number)) {
            nans++;
        } else {
            infinities++;
        }
    }

    void addText(CharSequence value, boolean named) {
        count++;
        if (value instanceof Utf8 utf8) {
            numbers.add(ValueHash.codePoints(utf8.getBytes(), utf8.getByteLength()));
        } else {
            String text = value.toString();
            numbers.add(text.codePointCount(0, text.length()));
        }
        countValue(ValueHash.of(value), value, named);
    }

    void addBoolean(Boolean value) {
        count++;
        numbers.add(value ? 1 : 0);
        countValue(ValueHash.of(value), value, true);
    }

    /** Bytes are counted apart, but never kept. */
    void addBytes(byte[] bytes, int offset, int length) {
        count++;
        numbers.add(length);
        if (values != null) {
            values.add(ValueHash.of(bytes, offset, length));
        }
    }

    /** A time in milliseconds, a number of elements. */
    void addMeasure(double value) {
        count++;
        numbers.add(value);
    }

    private void countValue(long hash, Object value, boolean named) {
        if (values != null) {
            int slot = values.add(hash);
            if (slot >= 0 && named) {
                values.name(slot, value);
            }
        }
    }

    /** @param other of the same kind */
    void merge(FieldProfile other) {
        if (other.kind != kind) {
            throw new IllegalArgumentException("profile: kind " + other.kind + " cannot be merged into " + kind);
        }
        count += other.count;
        nulls += other.nulls;
        nans += other.nans;
        infinities += other.infinities;
        numbers.merge(other.numbers);
        if (values != null && other.values != null) {
            values.merge(other.values);
        }
    }

    public FieldKind kind() {
        return kind;
    }

    /** Values that were there, those that are not a finite number included. */
    public long count() {
        return count;
    }

    public long nulls() {
        return nulls;
    }

    public long nans() {
        return nans;
    }

    public long infinities() {
        return infinities;
    }

    /** Nulls by nulls and values; NaN where the field never occurred. */
    public double nullRatio() {
        return (double) nulls / (nulls + count);
    }

    /** The values of a NUMBER, milliseconds of a TIME, lengths, sizes, 0 and 1: see {@link FieldKind}. Those that are not finite are not in it. */
    public NumberSummary numbers() {
        return numbers;
    }

    /** How many different finite values: exact up to 384, then an estimate with a relative standard error of 1.6 percent; NaN where the kind does not count values. */
    public double distinct() {
        return values == null ? Double.NaN : values.distinctCount();
    }

    /**
     * Frequent values as text with how often they occurred at least, most frequent first: all of them if {@link #topValuesExact()},
     * else every value that occurred more often than {@link #topValuesError()}. Empty for values that are withheld.
     */
    public Map<String, Long> topValues() {
        return values == null ? Map.of() : values.top();
    }

    /** Whether {@link #topValues()} has every value with its exact count. */
    public boolean topValuesExact() {
        return values != null && values.exact();
    }

    public long topValuesError() {
        return values == null ? 0 : values.error();
    }

    /** Of the values, in nats; NaN unless the count of each is known. */
    public double entropy() {
        return values == null ? Double.NaN : values.entropy();
    }

    void write(DataOutput out) throws IOException {
        out.writeUTF(kind.name());
        out.writeLong(count);
        out.writeLong(nulls);
        out.writeLong(nans);
        out.writeLong(infinities);
        numbers.write(out);
        if (values != null) {
            values.write(out);
        }
    }

    static FieldProfile read(DataInput in) throws IOException {
        FieldKind kind = FieldKind.valueOf(in.readUTF());
        long count = in.readLong();
        long nulls = in.readLong();
        long nans = in.readLong();
        long infinities = in.readLong();
        NumberSummary numbers = NumberSummary.read(in);
        FieldProfile profile = new FieldProfile(kind, numbers, kind.countsValues() ? ValueCounts.read(in) : null);
        profile.count = count;
        profile.nulls = nulls;
        profile.nans = nans;
        profile.infinities = infinities;
        return profile;
    }
}
