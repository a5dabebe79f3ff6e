package dev.evenflow.quality.profile;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.apache.avro.util.Utf8;

/**
 * 64-bit hash of a value, the same for equal values however they were decoded: a number by its value, text by its UTF-8 bytes.
 * Profiles and key samples of different processes and days are merged by it, so it never changes (a test holds values of it).
 *
 * <p>Two 64-bit words are multiplied to 128 bits and folded, the step of wyhash (Wang Yi, public domain). Not keyed: whoever
 * chooses the values can make them collide.
 */
public final class ValueHash {
    private static final long K0 = 0xa0761d6478bd642fL;
    private static final long K1 = 0xe7037ed1a0b428dbL;
    private static final long K2 = 0x8ebc6af09c88c6e3L;
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long TOP_BITS = 0x8080808080808080L;

    private ValueHash() {}

    public static long of(long value) {
        return fold(value ^ K0, K1 ^ 8);
    }

    /** Equal to the hash of the same whole number; both zeros are one. */
    public static long of(double value) {
        long whole = (long) value;
        return whole == value && whole != Long.MAX_VALUE
                ? of(whole)
                : fold(Double.doubleToLongBits(value) ^ K2, K1 ^ 9);
    }

    public static long of(boolean value) {
        return of(value ? 1L : 0L);
    }

    public static long of(byte[] bytes, int offset, int length) {
        long hash = K2;
        int at = offset;
        int end = offset + length;
        for (; at + 8 <= end; at += 8) {
            hash = fold((long) WORD.get(bytes, at) ^ K0, hash ^ K1);
        }
        if (at < end) {
            long rest = 0;
            for (int shift = 0; at < end; at++, shift += 8) {
                rest |= (bytes[at] & 0xffL) << shift;
            }
            hash = fold(rest ^ K0, hash ^ K1);
        }
        return fold(hash ^ length, K1);
    }

    /** Of its UTF-8 bytes, whatever the class of the sequence. */
    public static long of(CharSequence text) {
        return text instanceof Utf8 utf8 ? of(utf8.getBytes(), 0, utf8.getByteLength()) : of(text.toString());
    }

    private static long of(String text) {
        int length = text.length();
        long hash = K2;
        int at = 0;
        while (at < length) {
            long word = 0;
            int end = Math.min(at + 8, length);
            for (int shift = 0; at < end; at++, shift += 8) {
                char c = text.charAt(at);
                if (c >= 0x80) {
                    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                    return of(bytes, 0, bytes.length);
                }
                word |= (long) c << shift;
            }
            hash = fold(word ^ K0, hash ^ K1);
        }
        return fold(hash ^ length, K1);
    }

    /** A hash of both, in this order. */
    public static long combine(long left, long right) {
        return fold(left ^ K0, right ^ K1) ^ right;
    }

    /** How many code points the UTF-8 bytes hold: all but those that continue one. */
    static int codePoints(byte[] bytes, int length) {
        int continuing = 0;
        int at = 0;
        for (; at + 8 <= length; at += 8) {
            long word = (long) WORD.get(bytes, at);
            continuing += Long.bitCount(word & ~(word << 1) & TOP_BITS);
        }
        for (; at < length; at++) {
            continuing += (bytes[at] & 0xc0) == 0x80 ? 1 : 0;
        }
        return length - continuing;
    }

    private static long fold(long a, long b) {
        return (a * b) ^ Math.multiplyHigh(a, b);
    }
}
