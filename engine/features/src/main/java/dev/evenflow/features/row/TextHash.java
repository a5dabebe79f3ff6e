package dev.evenflow.features.row;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A 64-bit hash of a text's UTF-8 bytes, the same in every release and on every machine, as state may hold it. It is
 * xxHash64 with seed 0 in its form for inputs of less than 32 bytes, used for every length (Y. Collet, specification).
 */
public final class TextHash {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long P1 = 0x9E3779B185EBCA87L;
    private static final long P2 = 0xC2B2AE3D27D4EB4FL;
    private static final long P3 = 0x165667B19E3779F9L;
    private static final long P4 = 0x85EBCA77C2B2AE63L;
    private static final long P5 = 0x27D4EB2F165667C5L;

    private TextHash() {}

    public static long of(byte[] utf8, int from, int length) {
        return of(utf8, from, length, 0);
    }

    /** With another seed: for what is never kept, where nobody is to know which texts meet. */
    public static long of(byte[] utf8, int from, int length, long seed) {
        long hash = seed + P5 + length;
        int at = from;
        int end = from + length;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            long part = Long.rotateLeft((long) LONGS.get(utf8, at) * P2, 31) * P1;
            hash = Long.rotateLeft(hash ^ part, 27) * P1 + P4;
        }
        if (at + Integer.BYTES <= end) {
            hash = Long.rotateLeft(hash ^ ((int) INTS.get(utf8, at) & 0xFFFFFFFFL) * P1, 23) * P2 + P3;
            at += Integer.BYTES;
        }
        for (; at < end; at++) hash = Long.rotateLeft(hash ^ (utf8[at] & 0xFF) * P5, 11) * P1;
        hash = (hash ^ hash >>> 33) * P2;
        hash = (hash ^ hash >>> 29) * P3;
        return hash ^ hash >>> 32;
    }
}
