package dev.evenflow.features.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads what a {@link ByteSink} wrote. Bytes that end too early are an {@link IndexOutOfBoundsException}: whoever knows
 * what they should have been says so.
 */
final class ByteSource {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final byte[] NOTHING = {};

    byte[] bytes = NOTHING;
    int at;

    void over(byte[] newBytes, int offset) {
        bytes = newBytes;
        at = offset;
    }

    int octet() {
        return bytes[at++];
    }

    /** As {@link ByteSink#unsigned} writes it: eight bytes at once, where there are so many and the number has no more. */
    long unsigned() {
        byte[] from = bytes;
        int i = at;
        if (i + 8 <= from.length) {
            long raw = (long) LONG.get(from, i);
            long ends = ~raw & 0x8080808080808080L;
            if (ends != 0) {
                int lastBit = Long.numberOfTrailingZeros(ends);
                at = i + ((lastBit + 1) >>> 3);
                long groups = raw & (-1L >>> (63 - lastBit));
                groups = (groups & 0x007F007F007F007FL) | ((groups & 0x7F007F007F007F00L) >>> 1);
                groups = (groups & 0x00003FFF00003FFFL) | ((groups & 0x3FFF00003FFF0000L) >>> 2);
                return (groups & 0xFFFFFFFL) | ((groups & 0xFFFFFFF00000000L) >>> 4);
            }
        }
        byte next = from[i++];
        long value = next & 0x7F;
        for (int shift = 7; next < 0; shift += 7) {
            next = from[i++];
            value |= (long) (next & 0x7F) << shift;
        }
        at = i;
        return value;
    }

    int size() {
        return (int) unsigned();
    }

    long signed() {
        long raw = unsigned();
        return (raw >>> 1) ^ -(raw & 1);
    }

    long fixed() {
        long value = (long) LONG.get(bytes, at);
        at += 8;
        return value;
    }

    String text() {
        int length = size();
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }
}
