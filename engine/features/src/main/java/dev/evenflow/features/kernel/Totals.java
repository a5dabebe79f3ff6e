package dev.evenflow.features.kernel;

import java.math.BigInteger;
import java.util.Arrays;

/** One signed 128-bit total per accumulator, in two arrays (two's complement, high and low halves). */
final class Totals {

    final long[] high;
    final long[] low;

    Totals(int size) {
        high = new long[size];
        low = new long[size];
    }

    /** Adds (sign 1) or takes away (sign -1) what the event contributes to these accumulators. */
    void apply(FlatProgram program, int[] indexes, LoggedEvent event, int labelFlags, int sign) {
        for (int index : indexes) apply(program, index, event, labelFlags, sign);
    }

    void apply(FlatProgram program, int index, LoggedEvent event, int labelFlags, int sign) {
        long where = program.whereBit[index];
        if (where != 0 && (event.flags & where) == 0) return;
        int label = program.labelBit[index];
        if (label != 0 && (labelFlags & label) == 0) return;
        int column = program.column[index];
        if (column >= 0 && !event.hasValue(column)) return;
        if (program.isCount[index]) {
            low[index] += sign;
            return;
        }
        long value = event.values[column];
        if (program.isSum[index]) {
            long signed = sign * value;
            add(index, signed >> 63, signed);
            return;
        }
        long squareHigh = Math.multiplyHigh(value, value);
        long squareLow = value * value;
        if (sign > 0) add(index, squareHigh, squareLow);
        else add(index, ~squareHigh + (squareLow == 0 ? 1 : 0), -squareLow);
    }

    void set(int index, Totals from) {
        high[index] = from.high[index];
        low[index] = from.low[index];
    }

    void clear() {
        Arrays.fill(high, 0);
        Arrays.fill(low, 0);
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
