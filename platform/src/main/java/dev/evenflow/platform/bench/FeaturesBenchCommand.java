package dev.evenflow.platform.bench;

import static dev.evenflow.platform.bench.PlatformBench.check;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code evenflow bench features}. */
@Command(
        name = "features",
        description = {
            "Transactions per second from topic to topic, ours beside the bare pipeline and its parts, in turns on one platform that is started for it.",
            "Cases: decode, passthrough, keyby, state, bare, served, settled; peers flink-sql and kafka-streams, whose values are compared with ours first, and settled-sql and served-streams, ours with their features."
        },
        mixinStandardHelpOptions = true)
final class FeaturesBenchCommand implements Runnable {

    @Option(names = "--events", defaultValue = "600000", description = "Transactions (default: ${DEFAULT-VALUE}).")
    private int events;

    @Option(names = "--customers", defaultValue = "20000", description = "Who makes them (default: ${DEFAULT-VALUE}).")
    private int customers;

    @Option(
            names = "--rounds",
            defaultValue = "4",
            description = "The first one does not count (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--parallelism",
            defaultValue = "1",
            description = "Of the jobs, and partitions of the topics (default: ${DEFAULT-VALUE}).")
    private int parallelism;

    @Option(
            names = "--cases",
            defaultValue = "decode,passthrough,keyby,state,bare,served,settled",
            description = "Default: ${DEFAULT-VALUE}.")
    private String cases = "";

    @Option(
            names = "--features",
            defaultValue = "card-fraud",
            paramLabel = "SET",
            description = "Name or file of the feature set of ours (default: ${DEFAULT-VALUE}).")
    private String features = "";

    @Option(
            names = "--bare-bytes",
            defaultValue = "8",
            description = "Size of the bare pipeline's values in state (default: ${DEFAULT-VALUE}).")
    private int bareBytes;

    @Option(names = "--memory", defaultValue = "3g", description = "Of the TaskManager (default: ${DEFAULT-VALUE}).")
    private String memory = "";

    @Option(names = "--json", paramLabel = "FILE", description = "Write every round's figures there, too.")
    private @Nullable Path json;

    @Option(
            names = "--profile",
            paramLabel = "CASE",
            description = "One more run of this case with a profiler in the TaskManager, and where its time goes.")
    private @Nullable String profile;

    @Override
    public void run() {
        check(events >= 10_000, "--events", events, "at least 10000");
        check(customers >= 10, "--customers", customers, "at least 10");
        check(rounds >= 2, "--rounds", rounds, "at least 2, as the first does not count");
        check(parallelism >= 1 && parallelism <= 16, "--parallelism", parallelism, "1 to 16");
        check(bareBytes >= 1, "--bare-bytes", bareBytes, "at least 1");
        Map<String, String> options = new LinkedHashMap<>();
        options.put("events", Integer.toString(events));
        options.put("customers", Integer.toString(customers));
        options.put("rounds", Integer.toString(rounds));
        options.put("parallelism", Integer.toString(parallelism));
        options.put("cases", cases);
        options.put("features", features);
        options.put("bare-bytes", Integer.toString(bareBytes));
        options.put("memory", memory);
        if (json != null) {
            options.put("json", json.toAbsolutePath().toString());
        }
        if (profile != null) {
            options.put("profile", profile);
        }
        new PlatformBench("dev.evenflow.benchmarks.features.FeaturesBenchmark", options).run();
    }
}
