package dev.evenflow.quality.reconcile;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One key of one rule: which of its two records have come, and which verdicts are given. Times are the log's, in milliseconds.
 *
 * <p>A record has its partner if that came before it, or not more than {@code within} after it. Each side of a key is
 * decided once; records that repeat a key are counted and otherwise ignored, until the key is forgotten, {@code 2 · within} after its last
 * first record. As bytes, version 1: version, then per side: a byte of flags (1 seen, 2 judged), and if seen its time, partition and offset.
 */
public final class PairMatch {
    public static final long NEVER = Long.MIN_VALUE;
    private static final byte VERSION = 1;

    private final PairRule rule;
    private final Half here = new Half(true);
    private final Half there = new Half(false);

    private static final class Half {
        final boolean isHere;
        long atMs = NEVER;
        int partition;
        long offset;
        boolean judged;

        Half(boolean isHere) {
            this.isHere = isHere;
        }
    }

    private PairMatch(PairRule rule) {
        this.rule = rule;
    }

    /** @param bytes null for a key that was not seen */
    public static PairMatch of(PairRule rule, byte @Nullable [] bytes) {
        PairMatch match = new PairMatch(rule);
        if (bytes == null) return match;
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte version = in.get();
        if (version != VERSION)
            throw new IllegalArgumentException("pair of version " + version + ", expected version " + VERSION);
        read(match.here, in);
        read(match.there, in);
        return match;
    }

    public void arrive(boolean isHere, long atMs, int partition, long offset, PairTally tally) {
        Half half = isHere ? here : there;
        Half other = isHere ? there : here;
        if (half.atMs != NEVER) {
            tally.again();
            return;
        }
        half.atMs = atMs;
        half.partition = partition;
        half.offset = offset;
        if (other.atMs == NEVER) {
            // A side that is not judged has nothing to wait for, but its partner may.
            half.judged = !rule.judges(isHere);
            return;
        }
        pair(half, other, tally);
        if (!other.judged) pair(other, half, tally);
        else if (rule.judges(other.isHere)) tally.late(other.isHere);
    }

    private void pair(Half half, Half partner, PairTally tally) {
        half.judged = true;
        if (!rule.judges(half.isHere)) return;
        long laterMs = Math.max(half.atMs, partner.atMs);
        if (partner.atMs <= half.atMs + rule.withinMs()) {
            tally.paired(half.isHere, laterMs);
        } else {
            tally.missing(new Place(half.isHere, half.partition, half.offset), laterMs);
            tally.late(half.isHere);
        }
    }

    /** Gives the verdicts that are due. Returns whether the key can be forgotten. */
    public boolean due(long nowMs, PairTally tally) {
        due(here, nowMs, tally);
        due(there, nowMs, tally);
        return nowMs >= forgetMs();
    }

    private void due(Half half, long nowMs, PairTally tally) {
        if (half.atMs == NEVER || half.judged || nowMs < half.atMs + rule.withinMs()) return;
        half.judged = true;
        tally.missing(new Place(half.isHere, half.partition, half.offset), half.atMs + rule.withinMs());
    }

    /** When {@link #due} is to be called next. */
    public long wakeMs() {
        long wake = forgetMs();
        if (!here.judged && here.atMs != NEVER) wake = Math.min(wake, here.atMs + rule.withinMs());
        if (!there.judged && there.atMs != NEVER) wake = Math.min(wake, there.atMs + rule.withinMs());
        return wake;
    }

    private long forgetMs() {
        return Math.max(here.atMs, there.atMs) + 2 * rule.withinMs();
    }

    public byte[] toBytes() {
        ByteBuffer out = ByteBuffer.allocate(1 + 2 * 21).put(VERSION);
        write(here, out);
        write(there, out);
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    private static void write(Half half, ByteBuffer out) {
        boolean seen = half.atMs != NEVER;
        out.put((byte) ((seen ? 1 : 0) | (half.judged ? 2 : 0)));
        if (seen) out.putLong(half.atMs).putInt(half.partition).putLong(half.offset);
    }

    private static void read(Half half, ByteBuffer in) {
        byte flags = in.get();
        half.judged = (flags & 2) != 0;
        if ((flags & 1) == 0) return;
        half.atMs = in.getLong();
        half.partition = in.getInt();
        half.offset = in.getLong();
    }
}
