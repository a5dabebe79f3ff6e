package dev.evenflow.platform.bench;

import static dev.evenflow.platform.bench.PlatformBench.check;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code evenflow bench latency}. */
@Command(
        name = "latency",
        description = {
            "From the time at which a transaction is due to be sent until its vector is read, at shares of the most that served vectors come at.",
            "Two readers: one of what is committed, which waits for checkpoints where delivery is exactly once, and one of what is not.",
            "Cases: bare, served, and the same delivered at least once: bare-alo, served-alo.",
            "The default takes about 6 minutes."
        },
        mixinStandardHelpOptions = true)
final class LatencyBenchCommand implements Runnable {

    @Mixin
    private LoadOptions load = new LoadOptions();

    @Option(names = "--cases", defaultValue = "bare,served", description = "Default: ${DEFAULT-VALUE}.")
    private String cases = "";

    @Option(names = "--rounds", defaultValue = "1", description = "Each case in turns (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--shares",
            defaultValue = "25,50,80",
            description = "Percents of the most (default: ${DEFAULT-VALUE}).")
    private String shares = "";

    @Option(
            names = "--seconds",
            defaultValue = "20",
            description = "Measured at each share, after some to warm up (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            defaultValue = "40",
            description =
                    "Each case once for so long at half of the most before anything counts, so that what is measured is compiled (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--rate",
            defaultValue = "0",
            description = "The most, transactions per second; 0, the default: measured first.")
    private int rate;

    @Option(names = "--json", paramLabel = "FILE", description = "Write every round's percentiles there, too.")
    private @Nullable Path json;

    @Override
    public void run() {
        check(rounds >= 1, "--rounds", rounds, "at least 1");
        check(shares.matches("[1-9][0-9]?(,[1-9][0-9]?)*"), "--shares", shares, "percents from 1 to 99");
        check(seconds >= 1, "--seconds", seconds, "at least 1");
        check(warmUp >= 0, "--warm-up", warmUp, "0 or more");
        check(rate >= 0, "--rate", rate, "0 or more");
        Map<String, String> options = load.toMap();
        options.put("cases", cases);
        options.put("rounds", Integer.toString(rounds));
        options.put("shares", shares);
        options.put("seconds", Integer.toString(seconds));
        options.put("warm-up", Integer.toString(warmUp));
        options.put("rate", Integer.toString(rate));
        if (json != null) {
            options.put("json", json.toAbsolutePath().toString());
        }
        new PlatformBench("dev.evenflow.benchmarks.features.LatencyBenchmark", options).run();
    }
}
