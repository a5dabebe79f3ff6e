package dev.evenflow.features.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow: numbers of variable length (seven bits a byte, low bits first), of eight bytes, and texts. Reused. */
final class ByteSink {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    byte[] bytes;
    int size;

    ByteSink(int capacity) {
        bytes = new byte[capacity];
    }

    void clear() {
        size = 0;
    }

    /** Makes room; what is written directly afterwards must not be longer. */
    private byte[] room(int more) {
        if (bytes.length - size < more) bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        return bytes;
    }

    /** Makes it that long; what it holds is to be written into the array, from its start. */
    byte[] ofLength(int length) {
        size = 0;
        byte[] to = room(length);
        size = length;
        return to;
    }

    void octet(int value) {
        room(1)[size++] = (byte) value;
    }

    /** Up to eight bytes at once and without a branch for their number, which no processor can foresee. */
    void unsigned(long value) {
        byte[] to = room(10);
        int at = size;
        if (value >>> 56 == 0) {
            int length = (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
            long groups = (value & 0xFFFFFFFL) | ((value & 0xFFFFFFF0000000L) << 4);
            groups = (groups & 0x00003FFF00003FFFL) | ((groups & 0x0FFFC0000FFFC000L) << 2);
            groups = (groups & 0x007F007F007F007FL) | ((groups & 0x3F803F803F803F80L) << 1);
            LONG.set(to, at, groups | (0x8080808080808080L & ((1L << (8 * (length - 1))) - 1)));
            size = at + length;
            return;
        }
        while ((value & ~0x7FL) != 0) {
            to[at++] = (byte) (value | 0x80);
            value >>>= 7;
        }
        to[at++] = (byte) value;
        size = at;
    }

    /** Zigzag: small negative numbers are short too. */
    void signed(long value) {
        unsigned((value << 1) ^ (value >> 63));
    }

    void fixed(long value) {
        LONG.set(room(8), size, value);
        size += 8;
    }

    void raw(byte[] from, int offset, int length) {
        System.arraycopy(from, offset, room(length), size, length);
        size += length;
    }

    /** The text's UTF-8, without its length. */
    void utf8(String text) {
        int length = text.length();
        byte[] to = room(length);
        int at = size;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
                raw(encoded, 0, encoded.length);
                return;
            }
            to[at++] = (byte) c;
        }
        size = at;
    }

    /** The text with its length before it. */
    void text(String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) < 0x80) continue;
            byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
            unsigned(encoded.length);
            raw(encoded, 0, encoded.length);
            return;
        }
        unsigned(length);
        utf8(text);
    }

    void set(ByteSink from) {
        clear();
        raw(from.bytes, 0, from.size);
    }

    boolean sameAs(ByteSink other) {
        return Arrays.equals(bytes, 0, size, other.bytes, 0, other.size);
    }

    /** All of it, as UTF-8. */
    String asText() {
        return new String(bytes, 0, size, StandardCharsets.UTF_8);
    }
}
