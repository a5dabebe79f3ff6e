package dev.evenflow.features.expression;

import dev.evenflow.features.row.FeatureRow;
import org.jspecify.annotations.Nullable;

/**
 * A compiled part of an expression: a function of a row to a primitive, of the kind it has. Thread-safe.
 *
 * <p>Beside values a function answers NULL, ERROR (CEL would fail) or DOUBT (CEL decides). Each primitive has a place
 * for them that values do not use: the three least whole numbers, three NaNs, numbers above 1 for flags, texts by identity.
 */
record Operand(Kind kind, @Nullable Whole whole, @Nullable Real real, @Nullable Flag flag, @Nullable Text text) {
    /** What an operand's function gives. NULL is the literal, which has all four functions. */
    enum Kind {
        WHOLE,
        REAL,
        FLAG,
        TEXT,
        NULL
    }

    interface Whole {
        long of(FeatureRow row);
    }

    interface Real {
        double of(FeatureRow row);
    }

    /** {@link #NO}, {@link #YES} or another answer. */
    interface Flag {
        int of(FeatureRow row);
    }

    /** Java's null is NULL. */
    interface Text {
        @Nullable
        String of(FeatureRow row);
    }

    static final int NO = 0;
    static final int YES = 1;
    static final int NULL = 2;
    static final int ERROR = 3;
    static final int DOUBT = 4;

    static final long WHOLE_DOUBT = Long.MIN_VALUE;
    static final long WHOLE_ERROR = Long.MIN_VALUE + 1;
    static final long WHOLE_NULL = Long.MIN_VALUE + 2;
    /** The least whole number that stands for itself. */
    static final long LEAST = Long.MIN_VALUE + 3;

    private static final long NULL_BITS = 0x7ff8_0000_0e0e_0001L;
    private static final long ERROR_BITS = 0x7ff8_0000_0e0e_0002L;
    private static final long DOUBT_BITS = 0x7ff8_0000_0e0e_0003L;
    static final double REAL_NULL = Double.longBitsToDouble(NULL_BITS);
    static final double REAL_ERROR = Double.longBitsToDouble(ERROR_BITS);
    static final double REAL_DOUBT = Double.longBitsToDouble(DOUBT_BITS);

    @SuppressWarnings("StringOperationCanBeSimplified") // an identity of its own
    static final String TEXT_ERROR = new String("error");

    static Operand whole(Whole function) {
        return new Operand(Kind.WHOLE, function, null, null, null);
    }

    static Operand real(Real function) {
        return new Operand(Kind.REAL, null, function, null, null);
    }

    static Operand flag(Flag function) {
        return new Operand(Kind.FLAG, null, null, function, null);
    }

    static Operand text(Text function) {
        return new Operand(Kind.TEXT, null, null, null, function);
    }

    static Operand ofNull() {
        return new Operand(Kind.NULL, row -> WHOLE_NULL, row -> REAL_NULL, row -> NULL, row -> null);
    }

    /** The answer beside values that a NaN stands for; {@link #YES} for a NaN that is one. */
    static int answer(double nan) {
        long bits = Double.doubleToRawLongBits(nan);
        return bits == NULL_BITS ? NULL : bits == ERROR_BITS ? ERROR : bits == DOUBT_BITS ? DOUBT : YES;
    }

    /** The answer that a whole number stands for; {@link #YES} for a value. */
    static int answer(long whole) {
        return whole >= LEAST ? YES : whole == WHOLE_NULL ? NULL : whole == WHOLE_ERROR ? ERROR : DOUBT;
    }

    /** The same for a text. */
    @SuppressWarnings("ReferenceEquality")
    static int answer(@Nullable String text) {
        return text == null ? NULL : text == TEXT_ERROR ? ERROR : YES;
    }

    /** What a function of two operands comes to of which at least one is no value: null has no overloads. */
    static int failed(int a, int b) {
        return a == DOUBT || b == DOUBT || a == YES && b == YES ? DOUBT : ERROR;
    }

    /** The same for equality, which null has. */
    static int equal(int a, int b) {
        if (a == DOUBT || b == DOUBT) return DOUBT;
        if (a == ERROR || b == ERROR) return ERROR;
        return a == NULL && b == NULL ? YES : NO;
    }
}
