package dev.evenflow.benchmarks.backfill;

import dev.evenflow.platform.history.HandbookCsv;
import dev.evenflow.platform.history.HistoryFormat;
import dev.evenflow.platform.history.HistoryWriter;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Files in, Parquet files out: the same history through each case, in turns, each a process from start to end. All
 * values are compared before times count; the first round does not.
 * Options come from {@code ./evenflow bench backfill}, which documents them.
 */
public final class BackfillBenchmark {
    private static final int THREADS = 2;

    private final Map<String, String> options;
    private final Path work;
    private final Path history;

    private BackfillBenchmark(Map<String, String> options) {
        this.options = options;
        this.work = Path.of(option("work"));
        this.history = work.resolve("history");
    }

    public static void main(String[] args) throws Exception {
        Map<String, String> options = new java.util.HashMap<>();
        for (int i = 0; i < args.length; i += 2) options.put(args[i].substring(2), args[i + 1]);
        new BackfillBenchmark(options).run();
    }

    private String option(String name) {
        String value = options.get(name);
        if (value == null) throw new IllegalArgumentException("option --" + name + " is missing");
        return value;
    }

    private void run() throws Exception {
        long rows = makeHistory();
        List<BackfillCase> cases =
                Stream.of(option("cases").split(",", -1)).map(BackfillCase::of).toList();
        int rounds = Integer.parseInt(option("rounds"));
        Map<BackfillCase, List<ProcessRun>> runs = new EnumMap<>(BackfillCase.class);
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < cases.size(); i++) {
                BackfillCase one = cases.get((i + round) % cases.size());
                Path out = work.resolve("out-" + one.letter);
                delete(out);
                Files.createDirectories(work);
                ProcessRun run =
                        ProcessRun.of(command(one, out), Map.of("EVENFLOW_NO_BUILD", "1"), work.resolve("log"));
                System.out.printf(
                        Locale.ROOT,
                        "  round %d  %s  %6.2f s  %6.2f s CPU  %,6.0f MB%n",
                        round,
                        one.letter,
                        run.seconds(),
                        run.cpuSeconds(),
                        run.peakMegabytes());
                if (round > 0 || rounds == 1)
                    runs.computeIfAbsent(one, k -> new ArrayList<>()).add(run);
            }
            if (round == 0) compare(cases);
        }
        new BackfillResult(rows, runs).print(System.out);
    }

    private long makeHistory() throws IOException {
        String handbook = options.get("handbook");
        long rows = Long.parseLong(option("rows"));
        System.out.println(
                handbook == null
                        ? String.format(Locale.ROOT, "A made-up history of %,d payments", rows)
                        : "The history in " + handbook);
        delete(history);
        try (HistoryWriter writer = new HistoryWriter(history, HistoryFormat.PARQUET)) {
            if (handbook == null) new MadePayments(rows, 20260401).write(writer::write);
            else new HandbookCsv(Path.of(handbook), "EUR", Duration.ofDays(7)).read(rows, writer::write);
            System.out.printf(Locale.ROOT, "  %,d transactions, %,d labels%n", writer.transactions(), writer.labels());
            return writer.transactions();
        }
    }

    /** Before any time counts: each output against the first case's. */
    private void compare(List<BackfillCase> cases) throws Exception {
        for (BackfillCase one : cases.subList(1, cases.size())) {
            OutputComparison same = OutputComparison.of(history, files(cases.get(0)), files(one));
            System.out.printf(
                    Locale.ROOT,
                    "  %s and %s: %,d rows x 14 values agree; %d of the %d rows that share customer and time differ%n",
                    cases.get(0).letter,
                    one.letter,
                    same.rows(),
                    same.differing(),
                    same.ties());
        }
    }

    private String files(BackfillCase one) {
        Path out = work.resolve("out-" + one.letter);
        return one.ours() ? out.resolve("vectors") + "/*.parquet" : out + "/*.parquet";
    }

    private List<String> command(BackfillCase one, Path out) throws IOException {
        if (one.ours()) {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(option("project")).resolve("evenflow").toString(),
                    "backfill",
                    "--features",
                    "handbook",
                    "--source",
                    history.toString(),
                    "--out",
                    out.toString(),
                    "--format",
                    "parquet",
                    "--parallelism",
                    Integer.toString(THREADS)));
            command.addAll(one.options);
            return command;
        }
        Files.createDirectories(out);
        return List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx2g",
                "-XX:+UseParallelGC",
                "-cp",
                System.getProperty("java.class.path").replace(':', File.pathSeparatorChar),
                one.main,
                history.toString(),
                out.resolve("features.parquet").toString(),
                Integer.toString(THREADS));
    }

    private static void delete(Path path) throws IOException {
        if (!Files.exists(path)) return;
        try (Stream<Path> all = Files.walk(path)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(one);
        }
    }
}
