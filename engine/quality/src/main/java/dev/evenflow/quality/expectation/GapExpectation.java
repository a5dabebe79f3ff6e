package dev.evenflow.quality.expectation;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The longest gap between records that is still normal, learned from the gaps of one partition or group. All gaps may be
 * learned, those of incidents too: what is rarer than one in a hundred does not move it.
 *
 * <p>Gaps are counted in buckets an eighth of an octave wide. The tail beyond the 99th percentile is taken for exponential
 * with the slope between the 90th and the 99th: normal is what it exceeds once in a million gaps, times 1.5, and no less
 * than a floor. Regular arrivals thus have a bound of 1.5 to 1.7 intervals, random ones of some 20 mean intervals. 1.4 kB.
 */
public final class GapExpectation {
    private static final byte VERSION = 1;
    private static final int SUB_BUCKETS = 8;
    private static final int OCTAVES = 42;
    private static final int FORGET_ABOVE = 100_000;
    private static final double SAFETY = 1.5;

    private final long floorMs;
    private final int warmUp;
    private final int[] counts = new int[SUB_BUCKETS * OCTAVES];
    private int total;

    /**
     * @param floorMs no gap up to this is ever too long
     * @param warmUp gaps to learn before anything is expected, 10 or more
     */
    public GapExpectation(long floorMs, int warmUp) {
        if (floorMs < 0 || warmUp < 10) {
            throw new IllegalArgumentException("expected a floor of 0 ms or more and a warm-up of 10 gaps or more, got "
                    + floorMs + " and " + warmUp);
        }
        this.floorMs = floorMs;
        this.warmUp = warmUp;
    }

    /** Half of the past is forgotten whenever it has grown to 100,000 gaps. */
    public void learn(long gapMs) {
        counts[bucket(gapMs)]++;
        if (++total > FORGET_ABOVE) {
            total = 0;
            for (int i = 0; i < counts.length; i++) {
                counts[i] /= 2;
                total += counts[i];
            }
        }
    }

    /** Whether a gap, ended or still open, is longer than normal; unknown before enough gaps were seen. A step back is none. */
    public Judgement judge(long gapMs) {
        return total < warmUp
                ? Judgement.unknown(gapMs, total)
                : Judgement.of(Math.max(0, gapMs), 0, quantile(0.5), longestNormalMs(), total);
    }

    /** NaN before enough gaps were seen. */
    public double longestNormalMs() {
        if (total < warmUp) {
            return Double.NaN;
        }
        double q90 = quantile(0.90);
        double q99 = quantile(0.99);
        return Math.max(floorMs, SAFETY * (q99 + 4 * (q99 - q90)));
    }

    public long learnedFrom() {
        return total;
    }

    /** Upper end of the bucket that the quantile lies in. */
    private double quantile(double q) {
        long rank = (long) Math.ceil(q * total);
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return upperEnd(i);
            }
        }
        return upperEnd(counts.length - 1);
    }

    /** The octave and the three bits after the leading one; the first three octaves are exact. */
    private static int bucket(long gapMs) {
        long gap = Math.max(0, gapMs);
        if (gap < SUB_BUCKETS) {
            return (int) gap;
        }
        int octave = 63 - Long.numberOfLeadingZeros(gap);
        int bits = (int) (gap >>> (octave - 3)) & (SUB_BUCKETS - 1);
        return Math.min(SUB_BUCKETS * OCTAVES - 1, (octave - 2) * SUB_BUCKETS + bits);
    }

    private static double upperEnd(int bucket) {
        if (bucket < SUB_BUCKETS) {
            return bucket;
        }
        int octave = bucket / SUB_BUCKETS + 2;
        return Math.scalb(1.0 + (bucket % SUB_BUCKETS + 1) / (double) SUB_BUCKETS, octave);
    }

    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            for (int i = 0; i < counts.length; i++) {
                if (counts[i] > 0) {
                    out.writeShort(i);
                    out.writeInt(counts[i]);
                }
            }
            out.writeShort(-1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** @throws IllegalArgumentException for a version this program does not know */
    public static GapExpectation fromBytes(byte[] bytes, long floorMs, int warmUp) {
        GapExpectation gaps = new GapExpectation(floorMs, warmUp);
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            byte version = in.readByte();
            if (version != VERSION) {
                throw new IllegalArgumentException(
                        "gap expectation of version " + version + "; this program reads version " + VERSION);
            }
            for (int bucket = in.readShort(); bucket >= 0; bucket = in.readShort()) {
                gaps.counts[bucket] = in.readInt();
                gaps.total += gaps.counts[bucket];
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return gaps;
    }
}
