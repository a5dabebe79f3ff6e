package dev.evenflow.platform.bench;

import static dev.evenflow.platform.bench.PlatformBench.check;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code evenflow bench kernel}. */
@Command(
        name = "kernel",
        description = {
            "CPU time, allocation, bytes of state and operations per event and entity of the feature engine alone: no Flink, no Kafka, no RocksDB.",
            "One thread takes simulated transactions and labels through every entity, on a store in memory that holds bytes (as RocksDB does) or objects (as a batch does)."
        },
        mixinStandardHelpOptions = true)
final class KernelBenchCommand implements Runnable {
    private static final String SETS = "jobs/fraud-features/src/main/resources/feature-sets";

    @Option(names = "--rows", defaultValue = "400000", description = "Transactions (default: ${DEFAULT-VALUE}).")
    private int rows;

    @Option(names = "--customers", defaultValue = "3000", description = "Who makes them (default: ${DEFAULT-VALUE}).")
    private int customers;

    @Option(names = "--days", defaultValue = "120", description = "In which they do (default: ${DEFAULT-VALUE}).")
    private int days;

    @Option(
            names = "--rounds",
            defaultValue = "4",
            description = "The first one does not count (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--slack",
            defaultValue = "0",
            description = "Milliseconds that events may come out of order, 0 for never (default: ${DEFAULT-VALUE}).")
    private int slack;

    @Option(names = "--store", defaultValue = "bytes", description = "bytes or heap (default: ${DEFAULT-VALUE}).")
    private String store = "";

    @Option(
            names = "--features",
            defaultValue = "card-fraud",
            paramLabel = "SET",
            description = "Name or file of a feature set (default: ${DEFAULT-VALUE}).")
    private String features = "";

    @Option(names = "--profile", description = "One more round with Flight Recorder, and where its time goes.")
    private boolean profile;

    @Override
    public void run() {
        check(rows >= 10_000 && rows <= 5_000_000, "--rows", rows, "10000 to 5000000");
        check(customers >= 10, "--customers", customers, "at least 10");
        check(days >= 1 && days <= 3_650, "--days", days, "1 to 3650");
        check(rounds >= 2, "--rounds", rounds, "at least 2, as the first does not count");
        check(slack >= 0, "--slack", slack, "0 or more");
        check(store.matches("bytes|heap"), "--store", store, "bytes or heap");
        Map<String, String> options = new LinkedHashMap<>();
        options.put("features", file().toString());
        options.put("rows", Integer.toString(rows));
        options.put("customers", Integer.toString(customers));
        options.put("days", Integer.toString(days));
        options.put("rounds", Integer.toString(rounds));
        options.put("slack", Integer.toString(slack));
        options.put("store", store);
        if (profile) {
            options.put("profile", "yes");
        }
        new EngineBench("dev.evenflow.benchmarks.KernelBenchmark", options).run();
    }

    private Path file() {
        Path named = Project.locate().root().resolve(SETS).resolve(features + ".yaml");
        if (Files.exists(named)) {
            return named;
        }
        Path file = Path.of(features).toAbsolutePath();
        if (!Files.exists(file)) {
            throw new PlatformException(
                    "option --features is " + features + ", which is neither a set in " + SETS + " nor a file");
        }
        return file;
    }
}
