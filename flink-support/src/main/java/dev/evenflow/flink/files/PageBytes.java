package dev.evenflow.flink.files;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.parquet.io.api.Binary;

/** A page's bytes while they are made, as Parquet encodes them: little-endian, numbers of variable length, hybrid runs. */
final class PageBytes {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    /** What repeats as often, a multiple of eight, becomes a run of its own. */
    private static final int LONG_RUN = 64;

    private static final int PACKED = 8;

    byte[] bytes = new byte[1 << 16];
    int size;

    void clear() {
        size = 0;
    }

    private void room(int more) {
        if (bytes.length - size < more) bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
    }

    void octet(int value) {
        room(1);
        bytes[size++] = (byte) value;
    }

    void fourBytes(int value) {
        room(Integer.BYTES);
        INTS.set(bytes, size, value);
        size += Integer.BYTES;
    }

    void setFourBytes(int at, int value) {
        INTS.set(bytes, at, value);
    }

    void eightBytes(long[] values, int count) {
        room(count * Long.BYTES);
        for (int i = 0; i < count; i++) LONGS.set(bytes, size + i * Long.BYTES, values[i]);
        size += count * Long.BYTES;
    }

    /** One bit each, lowest first. */
    void bits(long[] values, int count) {
        room((count + 7) / 8);
        for (int at = 0; at < count; at += 8) {
            int octet = 0;
            for (int i = at; i < Math.min(at + 8, count); i++) if (values[i] != 0) octet |= 1 << (i - at);
            bytes[size++] = (byte) octet;
        }
    }

    void raw(byte[] from, int offset, int length) {
        room(length);
        System.arraycopy(from, offset, bytes, size, length);
        size += length;
    }

    void raw(Binary value) {
        int length = value.length();
        room(length);
        value.toByteBuffer().get(bytes, size, length);
        size += length;
    }

    private void unsigned(int value) {
        int left = value;
        while ((left & ~0x7F) != 0) {
            octet(left & 0x7F | 0x80);
            left >>>= 7;
        }
        octet(left);
    }

    /** Numbers of {@code width} bits as Parquet's hybrid: runs of one value, and groups of eight values packed. */
    void hybrid(int[] values, int count, int width) {
        int at = 0;
        while (at < count) {
            int run = runLength(values, at, count, count);
            if (run >= LONG_RUN || run == count - at) {
                unsigned(run << 1);
                for (int shift = 0; shift < width; shift += 8) octet(values[at] >>> shift);
                at += run;
            } else {
                int end = at + PACKED;
                while (end < count && runLength(values, end, count, LONG_RUN) < LONG_RUN) end += PACKED;
                unsigned((end - at) / PACKED << 1 | 1);
                pack(values, at, end, count, width);
                at = end;
            }
        }
    }

    private static int runLength(int[] values, int from, int count, int most) {
        int value = values[from];
        int to = Math.min(count, from + Math.min(most, count));
        int at = from + 1;
        while (at < to && values[at] == value) at++;
        return at - from;
    }

    /** @param end a multiple of eight behind {@code from}; what lies behind {@code count} is 0 */
    private void pack(int[] values, int from, int end, int count, int width) {
        room((end - from) / PACKED * width);
        byte[] to = bytes;
        int out = size;
        long waiting = 0;
        int bits = 0;
        for (int i = from; i < end; i++) {
            if (i < count) waiting |= (long) values[i] << bits;
            bits += width;
            while (bits >= 8) {
                to[out++] = (byte) waiting;
                waiting >>>= 8;
                bits -= 8;
            }
        }
        size = out;
    }
}
