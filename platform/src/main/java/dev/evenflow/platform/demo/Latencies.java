package dev.evenflow.platform.demo;

import java.util.Arrays;

/** Millisecond latencies of the newest observations, for percentiles. */
final class Latencies {
    private final long[] newest;
    private long seen;

    Latencies(int size) {
        newest = new long[size];
    }

    void add(long millis) {
        newest[(int) (seen++ % newest.length)] = millis;
    }

    boolean isEmpty() {
        return seen == 0;
    }

    /** @param share from 0 to 1; -1 if nothing was seen */
    long percentile(double share) {
        int size = (int) Math.min(seen, newest.length);
        if (size == 0) {
            return -1;
        }
        long[] sorted = Arrays.copyOf(newest, size);
        Arrays.sort(sorted);
        return sorted[(int) Math.min(size - 1L, Math.round(share * (size - 1)))];
    }
}
