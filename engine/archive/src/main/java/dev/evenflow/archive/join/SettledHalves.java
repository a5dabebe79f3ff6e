package dev.evenflow.archive.join;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of an id after its rows are archived, so that what comes again is recognised.
 *
 * @param expiresAt when it may be forgotten, in milliseconds of log time
 * @param digests of all its halves that have rows
 */
public record SettledHalves(long expiresAt, List<Digest> digests) {
    private static final byte VERSION = 1;

    /** Enough for any redelivery; conflicts without end must not grow without end. */
    private static final int MOST = 16;

    /** One archived half. */
    public record Digest(Side side, byte[] digest) {
        boolean is(Half half) {
            return side == half.side() && Arrays.equals(digest, half.digest());
        }
    }

    public SettledHalves {
        digests = List.copyOf(digests);
    }

    public static SettledHalves of(long expiresAt, Half... halves) {
        return new SettledHalves(
                expiresAt,
                Arrays.stream(halves)
                        .map(half -> new Digest(half.side(), half.digest()))
                        .toList());
    }

    /** With one more half; the oldest conflict is forgotten where there are too many. */
    public SettledHalves and(Half half, long newExpiry) {
        List<Digest> all = new ArrayList<>(digests);
        if (all.size() == MOST) all.remove(2);
        all.add(new Digest(half.side(), half.digest()));
        return new SettledHalves(Math.max(expiresAt, newExpiry), all);
    }

    boolean has(Side side) {
        return digests.stream().anyMatch(digest -> digest.side() == side);
    }

    boolean has(Half half) {
        return digests.stream().anyMatch(digest -> digest.is(half));
    }

    /** A version byte, the expiry, then of each digest the side, its length and its bytes. */
    public byte[] toBytes() {
        ByteBuffer out = ByteBuffer.allocate(
                9 + digests.stream().mapToInt(d -> 2 + d.digest.length).sum());
        out.put(VERSION).putLong(expiresAt);
        for (Digest digest : digests)
            out.put((byte) digest.side.ordinal())
                    .put((byte) digest.digest.length)
                    .put(digest.digest);
        return out.array();
    }

    /** @throws IllegalArgumentException if another version wrote it */
    public static @Nullable SettledHalves fromBytes(byte @Nullable [] bytes) {
        if (bytes == null) return null;
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte version = in.get();
        if (version != VERSION)
            throw new IllegalArgumentException(
                    "settled halves of version " + version + ", expected " + VERSION + ": the state is of a newer job");
        long expiresAt = in.getLong();
        List<Digest> digests = new ArrayList<>();
        while (in.hasRemaining()) {
            Side side = Side.values()[in.get()];
            byte[] digest = new byte[in.get()];
            in.get(digest);
            digests.add(new Digest(side, digest));
        }
        return new SettledHalves(expiresAt, digests);
    }
}
