package dev.evenflow.quality.expectation;

import dev.evenflow.quality.check.Outcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * How many records a window of this hour of the week (or day) normally has, learned window by window; judges both too few
 * and too many. Each slot starts from the median of three windows and then follows Huber's M-estimator: a window pulls the
 * middle by no more than three spreads, so an outlier that was learned does little harm.
 *
 * <p>The spread is 1.2533 times the mean absolute deviation (the factor of the normal distribution), and no less than that
 * of a Poisson count and than a share of the middle; with few windows it is widened by 1 + 3/n. A slot remembers six
 * cycles; without a season it is an hour, or sixty windows. At most 168 slots: below 8 kB. Not thread-safe.
 */
public final class SeasonalVolume {
    private static final byte VERSION = 1;
    private static final int CYCLES_REMEMBERED = 6;
    private static final int FIRST = 3;

    private final SeasonalOptions options;
    private final int memory;
    private final int[] observations;
    private final int[] cycles;
    private final long[] lastCycle;
    /** The middle, the spread and nothing; before there are three windows: their counts. */
    private final double[] level;

    private int surprises;

    public SeasonalVolume(SeasonalOptions options) {
        int slots = options.season().slots();
        this.options = options;
        int perSlot = (int) Math.max(1, options.season().slotMs() / options.windowMs());
        this.memory = options.season() == Season.NONE ? Math.max(60, perSlot) : CYCLES_REMEMBERED * perSlot;
        this.observations = new int[slots];
        this.cycles = new int[slots];
        this.lastCycle = new long[slots];
        this.level = new double[slots * FIRST];
        Arrays.fill(lastCycle, Long.MIN_VALUE);
    }

    /** Compares without learning. */
    public Judgement judge(long windowStartMs, double count) {
        int slot = options.season().slot(local(windowStartMs));
        int n = observations[slot];
        if (n < options.warmUp() || cycles[slot] < options.cycles()) {
            return Judgement.unknown(count, n);
        }
        double middle = level[slot * FIRST];
        double widened = spread(slot) * (1 + 3.0 / n);
        double margin = options.tolerance() * widened;
        return Judgement.of(count, Math.max(0, middle - margin), middle, middle + margin, n);
    }

    /**
     * Compares, then learns, save while an incident is open. A surprising window is learned from like any other before
     * that: were surprises left out, a spread that was too small at the start would never grow.
     */
    public Judgement observe(long windowStartMs, double count, boolean incidentOpen) {
        Judgement judgement = judge(windowStartMs, count);
        surprises = judgement.outcome() == Outcome.FAIL ? surprises + 1 : 0;
        if (options.relearnAfter() > 0 && surprises >= options.relearnAfter()) {
            forget();
            learn(windowStartMs, count);
        } else if (!incidentOpen) {
            learn(windowStartMs, count);
        }
        return judgement;
    }

    /** Takes a window for normal. */
    public void learn(long windowStartMs, double count) {
        long local = local(windowStartMs);
        int slot = options.season().slot(local);
        long cycle = options.season().cycle(local);
        if (cycle != lastCycle[slot]) {
            lastCycle[slot] = cycle;
            cycles[slot]++;
        }
        int n = observations[slot]++;
        int at = slot * FIRST;
        if (n < FIRST) {
            level[at + n] = count;
            if (n == FIRST - 1) {
                startFromMedian(at);
            }
            return;
        }
        double step = 1.0 / Math.min(n + 1, memory);
        double away = count - level[at];
        double limit = 3 * spread(slot);
        level[at] += step * Math.max(-limit, Math.min(limit, away));
        level[at + 1] += step * (1.2533 * Math.min(limit, Math.abs(away)) - level[at + 1]);
    }

    private void startFromMedian(int at) {
        Arrays.sort(level, at, at + FIRST);
        double median = level[at + 1];
        double spread = (level[at + 2] - level[at]) / 2;
        // the nearer of the two neighbours: one of three windows may be anything
        spread = Math.min(spread, 1.4826 * Math.min(level[at + 2] - median, median - level[at]));
        level[at] = median;
        level[at + 1] = spread;
        level[at + 2] = 0;
    }

    private double spread(int slot) {
        double middle = level[slot * FIRST];
        double least = Math.max(Math.sqrt(Math.max(1, middle)), options.leastSpread() * middle);
        return Math.max(level[slot * FIRST + 1], least);
    }

    private void forget() {
        surprises = 0;
        Arrays.fill(observations, 0);
        Arrays.fill(cycles, 0);
        Arrays.fill(lastCycle, Long.MIN_VALUE);
        Arrays.fill(level, 0);
    }

    private long local(long epochMs) {
        return epochMs
                + 1_000L
                        * options.zone()
                                .getRules()
                                .getOffset(java.time.Instant.ofEpochMilli(epochMs))
                                .getTotalSeconds();
    }

    /** Version, season's name, then the slots that have seen anything. */
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeUTF(options.season().contractName());
            out.writeInt(surprises);
            out.writeShort((int) Arrays.stream(observations).filter(n -> n > 0).count());
            for (int slot = 0; slot < observations.length; slot++) {
                if (observations[slot] > 0) {
                    out.writeShort(slot);
                    out.writeInt(observations[slot]);
                    out.writeInt(cycles[slot]);
                    out.writeLong(lastCycle[slot]);
                    for (int i = 0; i < FIRST; i++) {
                        out.writeDouble(level[slot * FIRST + i]);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * @param options may differ from those it was written with, save for the season: with another season it starts anew
     * @throws IllegalArgumentException for a version this program does not know
     */
    public static SeasonalVolume fromBytes(byte[] bytes, SeasonalOptions options) {
        SeasonalVolume volume = new SeasonalVolume(options);
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            byte version = in.readByte();
            if (version != VERSION) {
                throw new IllegalArgumentException(
                        "seasonal volume of version " + version + "; this program reads version " + VERSION);
            }
            if (!in.readUTF().equals(options.season().contractName())) {
                return volume;
            }
            volume.surprises = in.readInt();
            for (int i = in.readShort(); i > 0; i--) {
                int slot = in.readShort();
                volume.observations[slot] = in.readInt();
                volume.cycles[slot] = in.readInt();
                volume.lastCycle[slot] = in.readLong();
                for (int k = 0; k < FIRST; k++) {
                    volume.level[slot * FIRST + k] = in.readDouble();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return volume;
    }
}
