package dev.evenflow.platform.bench;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code evenflow bench}. */
@Command(
        name = "bench",
        description = "Measure what something costs.",
        subcommands = {
            FeaturesBenchCommand.class,
            LatencyBenchCommand.class,
            CurvesBenchCommand.class,
            KernelBenchCommand.class,
            RowsBenchCommand.class
        },
        mixinStandardHelpOptions = true)
public final class BenchCommand {

    @Command(
            name = "archive-sink",
            description = {
                "Rows per second and bytes per row of the archive beside Iceberg's own sink, in turns in one process,"
                        + " on a Flink of its own.",
                "Cases: 0 rows made and dropped; a ready rows to Iceberg's sink; b ready rows to the archive; c"
                        + " records sealed, joined, archived; d records decoded, joined, to Iceberg's sink."
            },
            mixinStandardHelpOptions = true)
    void archiveSink(
            @Option(
                            names = "--rows",
                            defaultValue = "300000",
                            description = "Inferences per run (default: ${DEFAULT-VALUE}).")
                    int rows,
            @Option(
                            names = "--subjects",
                            defaultValue = "50000",
                            description = "People they are about (default: ${DEFAULT-VALUE}).")
                    int subjects,
            @Option(
                            names = "--rounds",
                            defaultValue = "5",
                            description = "The first one does not count (default: ${DEFAULT-VALUE}).")
                    int rounds,
            @Option(names = "--parallelism", defaultValue = "1,2", description = "Default: ${DEFAULT-VALUE}.")
                    String parallelism,
            @Option(names = "--cases", defaultValue = "0,a,b,c,d", description = "Default: ${DEFAULT-VALUE}.")
                    String cases,
            @Option(
                            names = "--profile",
                            arity = "0..1",
                            fallbackValue = "c",
                            paramLabel = "CASE",
                            description =
                                    "One more run of this case (default: c) with Flight Recorder, and where its time"
                                            + " goes.")
                    @Nullable
                    String profile,
            @Option(
                            names = "--memory",
                            defaultValue = "4g",
                            description = "Heap of the benchmark (default: ${DEFAULT-VALUE}).")
                    String memory) {
        new ArchiveSinkBench(rows, subjects, rounds, parallelism, cases, Optional.ofNullable(profile), memory).run();
    }

    @Command(
            name = "quality",
            description = {
                "What it costs one core to measure and check every record, beside decoding it: the same transactions"
                        + " in turns in one process.",
                "Cases: 0 decoded; p every field profiled; k keys counted too; c held to its contract's rules too; m"
                        + " partial profiles written, read and merged too."
            },
            mixinStandardHelpOptions = true)
    void quality(
            @Option(
                            names = "--rows",
                            defaultValue = "300000",
                            description = "Transactions per run (default: ${DEFAULT-VALUE}).")
                    int rows,
            @Option(
                            names = "--customers",
                            defaultValue = "20000",
                            description = "Who makes them (default: ${DEFAULT-VALUE}).")
                    int customers,
            @Option(
                            names = "--rounds",
                            defaultValue = "6",
                            description = "The first one does not count (default: ${DEFAULT-VALUE}).")
                    int rounds,
            @Option(
                            names = "--window",
                            defaultValue = "10000",
                            description = "Records of one partial profile (default: ${DEFAULT-VALUE}).")
                    int window,
            @Option(names = "--cases", defaultValue = "0,p,k,c,m", description = "Default: ${DEFAULT-VALUE}.")
                    String cases,
            @Option(
                            names = "--profile",
                            arity = "0..1",
                            fallbackValue = "m",
                            paramLabel = "CASE",
                            description =
                                    "Five more runs of this case (default: m) with Flight Recorder, and where their"
                                            + " time goes.")
                    @Nullable
                    String profile) {
        new QualityBench(rows, customers, rounds, window, cases, Optional.ofNullable(profile)).run();
    }

    @Command(
            name = "backfill",
            description = {
                "Seconds, CPU seconds and peak memory from Parquet files in to Parquet files out: the Fraud Detection"
                        + " Handbook's 14 features, in turns, each case a process from start to end.",
                "Cases: e ./evenflow backfill; f the same on Flink; d DuckDB by its Java driver; h a plain loop over"
                        + " arrays. All values are compared before times count."
            },
            mixinStandardHelpOptions = true)
    void backfill(
            @Option(
                            names = "--handbook",
                            paramLabel = "FILE",
                            description =
                                    "The Handbook's raw CSV (.csv, .csv.gz, .csv.xz); without it a history of that"
                                            + " shape is made up.")
                    @Nullable
                    Path handbook,
            @Option(
                            names = "--rows",
                            defaultValue = "1754155",
                            description = "Payments, at most what the file holds (default: ${DEFAULT-VALUE}).")
                    long rows,
            @Option(
                            names = "--rounds",
                            defaultValue = "6",
                            description = "The first one does not count (default: ${DEFAULT-VALUE}).")
                    int rounds,
            @Option(names = "--cases", defaultValue = "e,f,d,h", description = "Default: ${DEFAULT-VALUE}.")
                    String cases) {
        new BackfillBench(Optional.ofNullable(handbook), rows, rounds, cases).run();
    }
}
