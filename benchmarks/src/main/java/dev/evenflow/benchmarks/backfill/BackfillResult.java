package dev.evenflow.benchmarks.backfill;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The rounds of all cases as a table of medians and spreads, and each case's time as a share of DuckDB's. */
record BackfillResult(long rows, Map<BackfillCase, List<ProcessRun>> runs) {

    void print(PrintStream out) {
        out.printf(
                Locale.ROOT,
                "%n  | %,d rows | s, median (min..max) | CPU s | peak MB | rows/s | time of DuckDB's (rounds) |%n"
                        + "  | --- | ---: | ---: | ---: | ---: | --- |%n",
                rows);
        List<ProcessRun> duckDb = runs.getOrDefault(BackfillCase.DUCKDB, List.of());
        runs.forEach((what, of) -> {
            double[] seconds = of.stream().mapToDouble(ProcessRun::seconds).toArray();
            double[] ratios = IntStream.range(0, Math.min(seconds.length, duckDb.size()))
                    .mapToDouble(round -> seconds[round] / duckDb.get(round).seconds())
                    .toArray();
            out.printf(
                    Locale.ROOT,
                    "  | %s | %.2f (%.2f..%.2f) | %.2f | %,.0f | %,.0f | %s |%n",
                    what.what,
                    median(seconds),
                    Arrays.stream(seconds).min().orElse(0),
                    Arrays.stream(seconds).max().orElse(0),
                    median(of.stream().mapToDouble(ProcessRun::cpuSeconds).toArray()),
                    median(of.stream().mapToDouble(ProcessRun::peakMegabytes).toArray()),
                    rows / median(seconds),
                    ratios.length == 0 ? "" : text(ratios));
        });
    }

    private static String text(double[] ratios) {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%.2f (", median(ratios)));
        for (int i = 0; i < ratios.length; i++)
            text.append(i == 0 ? "" : ", ").append(String.format(Locale.ROOT, "%.2f", ratios[i]));
        return text.append(')').toString();
    }

    static double median(double[] values) {
        double[] sorted = DoubleStream.of(values).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
