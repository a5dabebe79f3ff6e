package dev.evenflow.benchmarks.backfill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * The Handbook's 14 features by a program that can do nothing else: columns in arrays, one pass per key with three
 * windows each, no state, no order among equal times but the file's. How fast it can be on this machine. Arguments: as
 * {@link DuckDbBackfill}'s. It holds all in memory and expects each file in order of time, and files in order of name.
 */
public final class HeapLoopBackfill {
    static final long DAY = 86_400_000;
    static final long DELAY = 7 * DAY;
    private static final long[] WINDOWS = {DAY, 7 * DAY, 30 * DAY};
    private static final double UNITS = 1e4;

    private HeapLoopBackfill() {}

    public static void main(String[] args) throws Exception {
        Path history = Path.of(args[0]);
        Path out = Path.of(args[1]);
        int threads = Integer.parseInt(args[2]);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            HeapColumns columns = HeapColumns.read(files(history.resolve("transactions")), pool);
            columns.markFraud(files(history.resolve("labels")));
            long[] customerSums = new long[columns.rows * WINDOWS.length];
            int[] customerCounts = new int[columns.rows * WINDOWS.length];
            long[] frauds = new long[columns.rows * WINDOWS.length];
            int[] terminalCounts = new int[columns.rows * WINDOWS.length];
            byKey(pool, threads, columns.customers, columns.customerCodes.size(), rows -> {
                fold(rows, columns.times, columns.amounts, 0, customerCounts, customerSums);
            });
            byKey(pool, threads, columns.terminals, columns.terminalCodes.size(), rows -> {
                fold(rows, columns.times, columns.frauds, DELAY, terminalCounts, frauds);
            });
            HeapOutput output = new HeapOutput(columns, customerCounts, customerSums, terminalCounts, frauds, UNITS);
            each(pool, threads, part -> output.write(out, part, threads));
        } finally {
            pool.shutdown();
        }
    }

    private interface KeyFold {
        void rows(int[] rows);
    }

    private static void byKey(ExecutorService pool, int threads, int[] codes, int keys, KeyFold fold) throws Exception {
        int[] begins = new int[keys + 1];
        for (int code : codes) begins[code + 1]++;
        for (int i = 0; i < keys; i++) begins[i + 1] += begins[i];
        int[] next = begins.clone();
        int[] rows = new int[codes.length];
        for (int row = 0; row < codes.length; row++) rows[next[codes[row]]++] = row;
        each(pool, threads, part -> {
            for (int key = part; key < keys; key += threads)
                fold.rows(java.util.Arrays.copyOfRange(rows, begins[key], begins[key + 1]));
        });
    }

    /** Counts and sums over (t - delay - window, t - delay], for each row of one key. */
    private static void fold(int[] rows, long[] times, long[] values, long delay, int[] counts, long[] sums) {
        for (int w = 0; w < WINDOWS.length; w++) {
            int first = 0;
            int end = 0;
            long sum = 0;
            for (int i = 0; i < rows.length; i++) {
                long until = times[rows[i]] - delay;
                // without a delay the row itself is the last one: those of its time that come later are not seen
                while (end < rows.length && times[rows[end]] <= until && (delay > 0 || end <= i))
                    sum += values[rows[end++]];
                while (first < end && times[rows[first]] <= until - WINDOWS[w]) sum -= values[rows[first++]];
                counts[rows[i] * WINDOWS.length + w] = end - first;
                sums[rows[i] * WINDOWS.length + w] = sum;
            }
        }
    }

    static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".parquet"))
                    .sorted()
                    .toList();
        }
    }

    static void each(ExecutorService pool, int parts, IntConsumer work) throws Exception {
        List<Future<?>> all = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            int number = part;
            all.add(pool.submit(() -> work.accept(number)));
        }
        for (Future<?> one : all) one.get();
    }
}
