package dev.evenflow.benchmarks.features;

import java.util.concurrent.atomic.AtomicLongArray;

/** When each transaction was due to be sent, by the number at the end of its id. One writes, others read. */
final class SendTimes {
    private static final int DIGITS = 9;

    private final long first;
    private final AtomicLongArray nanos;

    /** @param first number of the first transaction */
    SendTimes(long first, int count) {
        this.first = first;
        this.nanos = new AtomicLongArray(count);
    }

    void put(String id, long due) {
        nanos.set((int) (Long.parseLong(id.substring(id.length() - DIGITS)) - first), due);
    }

    /** 0 if it was not sent since this began. */
    long due(byte[] id) {
        long number = 0;
        for (int i = id.length - DIGITS; i < id.length; i++) {
            number = number * 10 + id[i] - '0';
        }
        long index = number - first;
        return index < 0 || index >= nanos.length() ? 0 : nanos.get((int) index);
    }

    long dueOf(int index) {
        return nanos.get(index);
    }

    int count() {
        return nanos.length();
    }
}
