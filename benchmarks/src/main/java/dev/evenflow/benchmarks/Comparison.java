package dev.evenflow.benchmarks;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The rounds of all cases, as a table of medians and spreads, and the ratios that the benchmark is about. */
record Comparison(Map<BenchmarkCase, List<MeasuredRun>> runs) {

    void print(PrintStream out) {
        if (runs.isEmpty()) return;
        out.printf(
                "  | case | rows/s, median (min..max) | CPU µs/row | data bytes/row | proof bytes/row | files | commits |%n"
                        + "  | --- | ---: | ---: | ---: | ---: | ---: | ---: |%n");
        runs.forEach((what, of) -> out.printf(
                Locale.ROOT,
                "  | %s: %s | %,.0f (%,.0f..%,.0f) | %.1f | %.1f | %.1f | %.0f | %.0f |%n",
                what.letter,
                what.what,
                median(of, MeasuredRun::rowsPerSecond),
                of.stream().mapToDouble(MeasuredRun::rowsPerSecond).min().orElse(0),
                of.stream().mapToDouble(MeasuredRun::rowsPerSecond).max().orElse(0),
                median(of, MeasuredRun::cpuMicrosPerRow),
                median(of, run -> (double) run.bytes() / run.rows()),
                median(of, run -> (double) run.proofBytes() / run.rows()),
                median(of, MeasuredRun::files),
                median(of, MeasuredRun::commits)));
        ratio(out, BenchmarkCase.ARCHIVE_WRITE, BenchmarkCase.PLAIN_WRITE);
        ratio(out, BenchmarkCase.ARCHIVE_WHOLE, BenchmarkCase.PLAIN_WHOLE);
    }

    private void ratio(PrintStream out, BenchmarkCase one, BenchmarkCase other) {
        List<MeasuredRun> ones = runs.get(one);
        List<MeasuredRun> others = runs.get(other);
        if (ones == null || others == null) return;
        out.printf(
                Locale.ROOT,
                "  %s/%s: rows/s %.2f (median of the rounds' ratios), CPU per row %.2f, bytes per row %.2f%n",
                one.letter,
                other.letter,
                median(IntStream.range(0, ones.size())
                        .mapToDouble(round -> ones.get(round).rowsPerSecond()
                                / others.get(round).rowsPerSecond())),
                median(ones, MeasuredRun::cpuMicrosPerRow) / median(others, MeasuredRun::cpuMicrosPerRow),
                median(ones, MeasuredRun::bytes) / median(others, MeasuredRun::bytes));
    }

    private static double median(List<MeasuredRun> runs, ToDoubleFunction<MeasuredRun> value) {
        return median(runs.stream().mapToDouble(value));
    }

    private static double median(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
