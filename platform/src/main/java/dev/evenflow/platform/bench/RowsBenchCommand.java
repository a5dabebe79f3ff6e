package dev.evenflow.platform.bench;

import static dev.evenflow.platform.bench.PlatformBench.check;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code evenflow bench rows}. */
@Command(
        name = "rows",
        description = {
            "CPU time, allocation and bytes per event of a record's way through the feature job, without kernels, Kafka and Flink's network.",
            "Steps: decode (Kafka's bytes to a row), hops (written and read once per entity), encode (a row to Kafka's bytes)."
        },
        mixinStandardHelpOptions = true)
final class RowsBenchCommand implements Runnable {

    @Option(
            names = "--rows",
            defaultValue = "300000",
            description = "Transactions per run (default: ${DEFAULT-VALUE}).")
    private int rows;

    @Option(
            names = "--rounds",
            defaultValue = "6",
            description = "The first one does not count (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--profile",
            paramLabel = "STEP",
            description = "As many further runs of this step with Flight Recorder, and where their time goes.")
    private @Nullable String profile;

    @Override
    public void run() {
        check(rows >= 10_000 && rows <= 10_000_000, "--rows", rows, "10000 to 10000000");
        check(rounds >= 2, "--rounds", rounds, "at least 2, as the first does not count");
        Map<String, String> options = new LinkedHashMap<>();
        options.put("rows", Integer.toString(rows));
        options.put("rounds", Integer.toString(rounds));
        if (profile != null) {
            check(profile.matches("decode|hops|encode"), "--profile", profile, "decode, hops or encode");
            options.put("profile", profile);
        }
        new PlatformBench("dev.evenflow.benchmarks.RowsBenchmark", options).run();
    }
}
