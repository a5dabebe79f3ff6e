package dev.evenflow.features.kernel;

import java.math.BigInteger;

/** One signed 128-bit total per accumulator, in two arrays (two's complement, high and low halves). */
final class Totals {

    final long[] high;
    final long[] low;

    Totals(int size) {
        this(new long[size], new long[size]);
    }

    private Totals(long[] high, long[] low) {
        this.high = high;
        this.low = low;
    }

    Totals copy() {
        return new Totals(high.clone(), low.clone());
    }

    /** Adds (sign 1) or takes away (sign -1) what the event contributes to accumulator {@code index}. */
    void apply(int index, Accumulator accumulator, LoggedEvent event, int labelFlags, int sign) {
        if (!accumulator.takes(event, labelFlags)) return;
        switch (accumulator.kind()) {
            case COUNT -> low[index] += sign;
            case SUM -> {
                long value = sign * event.values[accumulator.column()];
                add(index, value >> 63, value);
            }
            case SQUARES -> {
                long value = event.values[accumulator.column()];
                long squareHigh = Math.multiplyHigh(value, value);
                long squareLow = value * value;
                if (sign > 0) {
                    add(index, squareHigh, squareLow);
                } else {
                    add(index, ~squareHigh + (squareLow == 0 ? 1 : 0), -squareLow);
                }
            }
        }
    }

    private void add(int index, long addHigh, long addLow) {
        long sum = low[index] + addLow;
        int carry = Long.compareUnsigned(sum, addLow) < 0 ? 1 : 0;
        low[index] = sum;
        high[index] += addHigh + carry;
    }

    boolean fitsLong(int index) {
        return high[index] == low[index] >> 63;
    }

    BigInteger exact(int index) {
        if (fitsLong(index)) return BigInteger.valueOf(low[index]);
        BigInteger unsignedLow = new BigInteger(Long.toUnsignedString(low[index]));
        return BigInteger.valueOf(high[index]).shiftLeft(64).add(unsignedLow);
    }

    /** The nearest double of the exact total. */
    double toDouble(int index) {
        return fitsLong(index) ? (double) low[index] : exact(index).doubleValue();
    }
}
