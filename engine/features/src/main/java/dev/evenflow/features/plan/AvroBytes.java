package dev.evenflow.features.plan;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.BitSet;

/**
 * Avro's binary form, read from an array to its end, and what was noticed on the way. Everything that is not plainly right
 * is an {@link OddException}: it says only that somebody else has to look.
 */
final class AvroBytes {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long NOT_ASCII = 0x8080808080808080L;

    /** One for all, without a stack: bytes that nobody can read are no exception to a topic. */
    static final class OddException extends Exception {
        private static final long serialVersionUID = 1L;
        static final OddException ODD = new OddException();

        private OddException() {
            super("to be read by Avro's own reader", null, false, false);
        }
    }

    private byte[] bytes = {};
    private int at;
    /** Of the fields whose presence is asked for, those that were there; by their position in the reader's schema. */
    private final BitSet present = new BitSet();
    /** Of a label. */
    long knownAt;

    void reset(byte[] newBytes, int from) {
        bytes = newBytes;
        at = from;
        present.clear();
    }

    byte[] bytes() {
        return bytes;
    }

    int remaining() {
        return bytes.length - at;
    }

    void markPresent(int field) {
        present.set(field);
    }

    /** Whether the field was there; true where none is asked for, which is a negative position. */
    boolean present(int field) {
        return field < 0 || present.get(field);
    }

    /** Goes past that many bytes and returns where they begin. */
    int skip(long length) throws OddException {
        if (length < 0 || length > remaining()) throw OddException.ODD;
        int begin = at;
        at += (int) length;
        return begin;
    }

    long readLong() throws OddException {
        byte[] from = bytes;
        int next = at;
        long raw = 0;
        for (int shift = 0; shift < Long.SIZE && next < from.length; shift += 7) {
            byte part = from[next++];
            raw |= (part & 0x7FL) << shift;
            if (part >= 0) {
                at = next;
                return raw >>> 1 ^ -(raw & 1);
            }
        }
        throw OddException.ODD;
    }

    int readInt() throws OddException {
        long value = readLong();
        if (value != (int) value) throw OddException.ODD;
        return (int) value;
    }

    boolean readBoolean() throws OddException {
        byte value = bytes[skip(1)];
        if (value != 0 && value != 1) throw OddException.ODD;
        return value == 1;
    }

    double readDouble() throws OddException {
        return Double.longBitsToDouble((long) LONGS.get(bytes, skip(Double.BYTES)));
    }

    float readFloat() throws OddException {
        return Float.intBitsToFloat((int) INTS.get(bytes, skip(Float.BYTES)));
    }

    /** A number of up to eight bytes, high ones first. */
    long readBigEndian(int length) throws OddException {
        if (length < 1 || length > Long.BYTES) throw OddException.ODD;
        int from = skip(length);
        long value = bytes[from];
        for (int i = 1; i < length; i++) value = value << 8 | bytes[from + i] & 0xFF;
        return value;
    }

    /** Whether bytes that were skipped are ASCII, and so valid UTF-8. */
    boolean isAscii(int from, int length) {
        int end = from + length;
        int next = from;
        for (; next + Long.BYTES <= end; next += Long.BYTES)
            if (((long) LONGS.get(bytes, next) & NOT_ASCII) != 0) return false;
        for (; next < end; next++) if (bytes[next] < 0) return false;
        return true;
    }
}
