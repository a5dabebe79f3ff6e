package dev.evenflow.benchmarks;

import dev.evenflow.inference.InferenceRequest;
import dev.evenflow.inference.InferenceResponse;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;

/**
 * Rows per second and bytes per row of the archive and of Iceberg's own sink, in turns in one process. The first round warms
 * up and does not count; the order turns round by round.
 *
 * <p>Arguments: {@code --conf DIR --work DIR --rows N --subjects N --rounds N --parallelism N,N --cases a,b [--profile a]}.
 */
public final class ArchiveSinkBenchmark {
    private final Map<String, String> options;
    private final Configuration flink;
    private final Path work;
    private final LoopbackSchemas schemas;
    private final InferenceRecords records;
    private int runs;

    private ArchiveSinkBenchmark(Map<String, String> options, LoopbackSchemas schemas) throws Exception {
        this.options = options;
        this.schemas = schemas;
        this.flink = GlobalConfiguration.loadConfiguration(option("conf"));
        this.work = Path.of(option("work"));
        // two partitions must have the same number of records
        int count = number("rows") / 2 * 2;
        this.records = InferenceRecords.make(
                count, number("subjects"), new PlainHalves(schemas.connection().client()));
    }

    public static void main(String[] args) throws Exception {
        Map<String, String> options = new TreeMap<>();
        for (int i = 0; i + 1 < args.length; i += 2) options.put(args[i].replaceFirst("^--", ""), args[i + 1]);
        try (LoopbackSchemas schemas = new LoopbackSchemas(Map.of(
                InferenceRecords.REQUEST_SCHEMA, InferenceRequest.getClassSchema(),
                InferenceRecords.RESPONSE_SCHEMA, InferenceResponse.getClassSchema()))) {
            new ArchiveSinkBenchmark(options, schemas).run();
        }
    }

    private void run() throws Exception {
        List<BenchmarkCase> cases = Arrays.stream(option("cases").split(",", -1))
                .map(BenchmarkCase::of)
                .toList();
        System.out.printf(
                Locale.ROOT,
                "%,d inferences of %,d subjects, %.0f bytes each as records; %d rounds, the first to warm up; %d processors, load %.1f%n",
                records.count(),
                number("subjects"),
                records.bytesPerInference(),
                number("rounds"),
                Runtime.getRuntime().availableProcessors(),
                load());
        for (String parallelism : option("parallelism").split(",", -1)) measure(cases, Integer.parseInt(parallelism));
        String profiled = options.get("profile");
        if (profiled != null) {
            int parallelism = Integer.parseInt(option("parallelism").split(",", -1)[0]);
            CpuProfile.of(
                            work.resolveSibling("profile-" + profiled + ".jfr"),
                            () -> one(BenchmarkCase.of(profiled), parallelism))
                    .print(System.out);
        }
    }

    private void measure(List<BenchmarkCase> cases, int parallelism) throws Exception {
        System.out.println("\nParallelism " + parallelism);
        Map<BenchmarkCase, List<MeasuredRun>> measured = new EnumMap<>(BenchmarkCase.class);
        List<BenchmarkCase> order = new ArrayList<>(cases);
        for (int round = 0; round < number("rounds"); round++) {
            System.out.printf(Locale.ROOT, "  round %d, load %.1f:", round, load());
            for (BenchmarkCase each : order) {
                MeasuredRun run = one(each, parallelism);
                System.out.printf(Locale.ROOT, "  %s %,.0f", each.letter, run.rowsPerSecond());
                if (round > 0)
                    measured.computeIfAbsent(each, of -> new ArrayList<>()).add(run);
            }
            System.out.println();
            Collections.reverse(order);
        }
        new Comparison(measured).print(System.out);
    }

    private MeasuredRun one(BenchmarkCase what, int parallelism) throws Exception {
        return MeasuredRun.of(what, records, parallelism, schemas.connection(), flink, work.resolve("run-" + runs++));
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private String option(String name) {
        String value = options.get(name);
        if (value == null) throw new IllegalArgumentException("option --" + name + " is missing");
        return value;
    }

    private int number(String name) {
        return Integer.parseInt(option(name));
    }
}
