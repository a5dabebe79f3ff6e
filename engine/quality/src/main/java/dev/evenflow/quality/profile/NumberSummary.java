package dev.evenflow.quality.profile;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.memory.Memory;
import org.apache.datasketches.quantilescommon.DoublesSortedView;
import org.jspecify.annotations.Nullable;

/**
 * How finite numbers are distributed: moments, extremes and quantiles. Quantiles and ranks are exact up to {@value #EXACT} values, not
 * counting whole numbers from 0 to 255, which always are; beyond, they come from a KLL sketch (Karnin, Lang, Liberty, FOCS 2016) and ranks
 * are off by {@link #rankError()} at most, with a confidence of 99 percent.
 *
 * <p>Without a value, everything but {@code count} and {@code sum} is NaN. Not for several threads, also when only read.
 */
public final class NumberSummary {
    /** Up to so many values are kept as they are; also the k of the sketch. */
    public static final int EXACT = 512;

    private final SmallCounts small;
    /** Of the numbers that are not small, like everything below. */
    private final Moments moments;

    private double[] pending;
    private int pendingCount;
    private int pendingInMoments;
    private @Nullable KllDoublesSketch sketch;
    private @Nullable Sorted sorted;

    NumberSummary() {
        this(new SmallCounts(), new Moments(), null, new double[16], 0);
    }

    private NumberSummary(
            SmallCounts small, Moments moments, @Nullable KllDoublesSketch sketch, double[] pending, int pendingCount) {
        this.small = small;
        this.moments = moments;
        this.sketch = sketch;
        this.pending = pending;
        this.pendingCount = pendingCount;
        this.pendingInMoments = pendingCount;
    }

    /** @param values finite */
    public static NumberSummary of(double... values) {
        NumberSummary summary = new NumberSummary();
        for (double value : values) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("a summary is of finite numbers, not of " + value);
            }
            summary.add(value);
        }
        return summary;
    }

    /** @param value finite: the caller counts what is not */
    void add(double value) {
        if (!small.add(value)) {
            if (pendingCount == pending.length) {
                makeRoom();
            }
            pending[pendingCount++] = value;
        }
        sorted = null;
    }

    void merge(NumberSummary other) {
        other.settleMoments();
        settleMoments();
        small.merge(other.small);
        moments.merge(other.moments);
        KllDoublesSketch theirs = other.sketch;
        if (theirs != null) {
            sketch().merge(theirs);
        }
        for (int i = 0; i < other.pendingCount; i++) {
            if (pendingCount == pending.length) {
                makeRoom();
            }
            pending[pendingCount++] = other.pending[i];
            pendingInMoments = pendingCount;
        }
        sorted = null;
    }

    private void makeRoom() {
        if (pending.length < EXACT) {
            pending = Arrays.copyOf(pending, Math.min(EXACT, pending.length * 4));
        } else {
            settleMoments();
            drain();
        }
    }

    private void settleMoments() {
        moments.add(pending, pendingInMoments, pendingCount);
        pendingInMoments = pendingCount;
    }

    private void drain() {
        if (pendingCount > 0) {
            sketch().update(pending, 0, pendingCount);
            pendingCount = 0;
            pendingInMoments = 0;
        }
    }

    private KllDoublesSketch sketch() {
        KllDoublesSketch now = sketch;
        if (now == null) {
            now = KllDoublesSketch.newHeapInstance(EXACT);
            sketch = now;
        }
        return now;
    }

    private Moments settled() {
        settleMoments();
        Moments all = new Moments();
        all.merge(moments);
        all.addCounts(small.counts());
        return all;
    }

    public long count() {
        return small.count() + largeCount();
    }

    private long largeCount() {
        return moments.count + pendingCount - pendingInMoments;
    }

    public double min() {
        return count() == 0 ? Double.NaN : settled().min;
    }

    public double max() {
        return count() == 0 ? Double.NaN : settled().max;
    }

    public double sum() {
        return settled().sum();
    }

    public double mean() {
        return count() == 0 ? Double.NaN : settled().mean;
    }

    /** Of the population: the mean square distance from the mean. */
    public double variance() {
        return count() == 0 ? Double.NaN : settled().m2 / count();
    }

    /** With n - 1 below; NaN for less than two values. */
    public double sampleVariance() {
        return count() < 2 ? Double.NaN : settled().m2 / (count() - 1);
    }

    public double stddev() {
        return Math.sqrt(variance());
    }

    public double sampleStddev() {
        return Math.sqrt(sampleVariance());
    }

    /** Of the population: third central moment by the cube of the standard deviation; NaN where nothing varies. */
    public double skewness() {
        double variance = variance();
        return variance > 0 ? settled().m3 / count() / (variance * Math.sqrt(variance)) : Double.NaN;
    }

    /** Whether quantiles and ranks are those of the values, not an estimate. */
    public boolean exact() {
        return sketch == null || (pendingCount == 0 ? !sketch.isEstimationMode() : largeCount() <= EXACT);
    }

    /** How far a rank may be off, as a share of the values. */
    public double rankError() {
        return exact() ? 0 : KllDoublesSketch.getNormalizedRankError(EXACT, false) * largeCount() / count();
    }

    /**
     * The value below which a share q of the values lies, with linear interpolation between neighbours (definition 7 of Hyndman and
     * Fan, 1996; numpy's default).
     */
    public double quantile(double q) {
        if (!(q >= 0 && q <= 1)) {
            throw new IllegalArgumentException("q: a share between 0 and 1, not " + q);
        }
        long n = count();
        if (n == 0) {
            return Double.NaN;
        }
        if (q == 0 || q == 1) {
            return q == 0 ? min() : max();
        }
        double position = q * (n - 1);
        long lower = (long) position;
        double at = at(lower);
        double share = position - lower;
        return share == 0 ? at : at + share * (at(lower + 1) - at);
    }

    /** The share of the values that are less than x, or with {@code inclusive} not greater. */
    public double rank(double x, boolean inclusive) {
        long n = count();
        return n == 0 ? Double.NaN : (double) countBelow(x, inclusive) / n;
    }

    /**
     * How many values lie between each edge and the next: the lower edge belongs to a bin, the upper to the following one, the last to
     * the last (as numpy's histogram). What lies outside is in no bin.
     */
    public double[] histogram(double[] edges) {
        double[] counts = new double[Math.max(0, edges.length - 1)];
        long previous = counts.length == 0 ? 0 : countBelow(edges[0], false);
        for (int i = 0; i < counts.length; i++) {
            long next = countBelow(edges[i + 1], i == counts.length - 1);
            counts[i] = next - previous;
            previous = next;
        }
        return counts;
    }

    /** Minimum, quantiles 1/bins, 2/bins…, maximum, each once: rising, and fewer than bins + 1 where values are frequent. */
    public double[] quantileEdges(int bins) {
        if (count() == 0) {
            return new double[0];
        }
        double[] edges = new double[bins + 1];
        int used = 0;
        for (int i = 0; i <= bins; i++) {
            double edge = quantile((double) i / bins);
            if (used == 0 || edge > edges[used - 1]) {
                edges[used++] = edge;
            }
        }
        return Arrays.copyOf(edges, used);
    }

    /** The values that are kept, rising: all of them while {@link #exact()}, else those of the sketch. */
    public double[] sortedValues() {
        return count() == 0 ? new double[0] : sorted().values.clone();
    }

    /** Beside each of {@link #sortedValues()}, for how many values it stands. */
    public double[] weights() {
        if (count() == 0) {
            return new double[0];
        }
        long[] notGreater = sorted().notGreater;
        double[] weights = new double[notGreater.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = i == 0 ? notGreater[0] : notGreater[i] - notGreater[i - 1];
        }
        return weights;
    }

    private double at(long position) {
        Sorted now = sorted();
        int index = Arrays.binarySearch(now.notGreater, position + 1);
        return now.values[index < 0 ? Math.min(-index - 1, now.values.length - 1) : index];
    }

    private long countBelow(double x, boolean inclusive) {
        if (count() == 0) {
            return 0;
        }
        Sorted now = sorted();
        int low = 0;
        int high = now.values.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (now.values[middle] < x || (inclusive && now.values[middle] == x)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? 0 : now.notGreater[low - 1];
    }

    private Sorted sorted() {
        Sorted now = sorted;
        if (now == null) {
            settleMoments();
            drain();
            now = Sorted.of(small.counts(), sketch == null ? null : sketch.getSortedView());
            sorted = now;
        }
        return now;
    }

    void write(DataOutput out) throws IOException {
        settleMoments();
        if (sketch != null) {
            drain();
        }
        small.write(out);
        moments.write(out);
        Frames.writeBytes(out, sketch == null ? new byte[0] : sketch.toByteArray());
        out.writeInt(pendingCount);
        for (int i = 0; i < pendingCount; i++) {
            out.writeDouble(pending[i]);
        }
    }

    static NumberSummary read(DataInput in) throws IOException {
        SmallCounts small = SmallCounts.read(in);
        Moments moments = Moments.read(in);
        byte[] sketch = Frames.readBytes(in);
        int count = in.readInt();
        double[] pending = new double[Math.max(16, count > EXACT / 4 ? EXACT : count)];
        for (int i = 0; i < count; i++) {
            pending[i] = in.readDouble();
        }
        return new NumberSummary(
                small,
                moments,
                sketch.length == 0 ? null : KllDoublesSketch.heapify(Memory.wrap(sketch)),
                pending,
                count);
    }

    /** @param notGreater beside each value, how many of all are not greater */
    private record Sorted(double[] values, long[] notGreater) {
        static Sorted of(long[] small, @Nullable DoublesSortedView view) {
            double[] large = view == null ? new double[0] : view.getQuantiles();
            long[] largeNotGreater = view == null ? new long[0] : view.getCumulativeWeights();
            double[] values = new double[small.length + large.length];
            long[] notGreater = new long[values.length];
            int used = 0;
            int next = 0;
            long below = 0;
            for (int i = 0; i < small.length; i++) {
                if (small[i] == 0) {
                    continue;
                }
                for (; next < large.length && large[next] < i; next++) {
                    values[used] = large[next];
                    notGreater[used++] = below + largeNotGreater[next];
                }
                below += small[i];
                values[used] = i;
                notGreater[used++] = below + (next == 0 ? 0 : largeNotGreater[next - 1]);
            }
            for (; next < large.length; next++) {
                values[used] = large[next];
                notGreater[used++] = below + largeNotGreater[next];
            }
            return new Sorted(Arrays.copyOf(values, used), Arrays.copyOf(notGreater, used));
        }
    }
}
