package dev.evenflow.benchmarks.peers.streams;

import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Totals over purchases from the newest back in time: each longer window goes on where the shorter one before it stopped. */
final class Tally {
    private static final double SCALE = 1e4;

    private final Iterator<Purchase> newestFirst;
    private final List<Set<String>> distinct;
    private @Nullable Purchase next;
    private long count;
    private long declined;
    private long online;
    private long small;
    private long sum;
    private double squares;
    private long smallest = Long.MAX_VALUE;
    private long largest = Long.MIN_VALUE;

    /** @param texts how many of the purchases' texts are told apart */
    Tally(Iterator<Purchase> newestFirst, int texts) {
        this.newestFirst = newestFirst;
        this.distinct = IntStream.range(0, texts)
                .mapToObj(text -> (Set<String>) new HashSet<String>())
                .toList();
        advance();
    }

    private void advance() {
        next = newestFirst.hasNext() ? newestFirst.next() : null;
    }

    /** Adds all that is later than a time. */
    Tally back(long exclusive) {
        for (Purchase purchase = next; purchase != null && purchase.time() > exclusive; purchase = next) {
            add(purchase);
            advance();
        }
        return this;
    }

    private void add(Purchase purchase) {
        count++;
        if (purchase.declined()) declined++;
        if (purchase.online()) online++;
        if (purchase.amount() < 2 * SCALE) small++;
        sum += purchase.amount();
        squares += (double) purchase.amount() * purchase.amount();
        smallest = Math.min(smallest, purchase.amount());
        largest = Math.max(largest, purchase.amount());
        for (int i = 0; i < distinct.size(); i++) {
            String text = purchase.texts()[i];
            if (text != null) distinct.get(i).add(text);
        }
    }

    /** Of the newest that is not counted yet. */
    @Nullable
    Long latest() {
        return next == null ? null : next.time();
    }

    long count() {
        return count;
    }

    long declined() {
        return declined;
    }

    long small() {
        return small;
    }

    double online() {
        return (double) online / count;
    }

    double declinedRate() {
        return (double) declined / count;
    }

    long distinct(int text) {
        return distinct.get(text).size();
    }

    boolean seen(int text, String value) {
        return distinct.get(text).contains(value);
    }

    double sum() {
        return sum / SCALE;
    }

    @Nullable
    Double average() {
        return count == 0 ? null : sum / SCALE / count;
    }

    @Nullable
    Double smallest() {
        return count == 0 ? null : smallest / SCALE;
    }

    @Nullable
    Double largest() {
        return count == 0 ? null : largest / SCALE;
    }

    @Nullable
    Double deviation() {
        return deviation(count, sum, squares);
    }

    /** Of a sample. */
    static @Nullable Double deviation(long count, long sum, double squares) {
        if (count < 2) return null;
        return Math.sqrt(Math.max(0, (squares - (double) sum * sum / count) / (count - 1))) / SCALE;
    }
}
