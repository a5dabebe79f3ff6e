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

    long unsigned() {
        byte[] from = bytes;
        int i = at;
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
