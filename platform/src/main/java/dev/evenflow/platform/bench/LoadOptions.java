package dev.evenflow.platform.bench;

import static dev.evenflow.platform.bench.PlatformBench.check;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** What goes through the pipelines and how they are set up: options of every benchmark on a platform of its own. */
final class LoadOptions {
    @Option(names = "--events", defaultValue = "300000", description = "Transactions (default: ${DEFAULT-VALUE}).")
    private int events;

    @Option(names = "--customers", defaultValue = "20000", description = "Who makes them (default: ${DEFAULT-VALUE}).")
    private int customers;

    @Option(
            names = "--parallelism",
            defaultValue = "1",
            description = "Of the jobs, and partitions of the topics (default: ${DEFAULT-VALUE}).")
    private int parallelism;

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

    /** As the benchmarks take them. */
    Map<String, String> toMap() {
        check(events >= 10_000, "--events", events, "at least 10000");
        check(customers >= 10, "--customers", customers, "at least 10");
        check(parallelism >= 1 && parallelism <= 16, "--parallelism", parallelism, "1 to 16");
        check(bareBytes >= 1, "--bare-bytes", bareBytes, "at least 1");
        Map<String, String> options = new LinkedHashMap<>();
        options.put("events", Integer.toString(events));
        options.put("customers", Integer.toString(customers));
        options.put("parallelism", Integer.toString(parallelism));
        options.put("features", features);
        options.put("bare-bytes", Integer.toString(bareBytes));
        options.put("memory", memory);
        return options;
    }
}
