package dev.evenflow.platform.bench;

import static dev.evenflow.platform.bench.PlatformBench.check;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code evenflow bench features}. */
@Command(
        name = "features",
        description = {
            "Transactions per second from topic to topic, ours beside the bare pipeline and its parts, in turns on one platform that is started for it.",
            "Cases: decode, passthrough, keyby, state, bare, served, settled; bare-alo and served-alo, delivered at least once; peers flink-sql and kafka-streams, whose values are compared with ours first, and settled-sql and served-streams, ours with their features.",
            "With @1 behind its name (--parallelism 2 --cases served@1,served) a case runs at parallelism 1 on one core.",
            "The default takes about 4 minutes."
        },
        mixinStandardHelpOptions = true)
final class FeaturesBenchCommand implements Runnable {

    @Mixin
    private LoadOptions load = new LoadOptions();

    @Option(
            names = "--rounds",
            defaultValue = "4",
            description = "The first one does not count (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--cases",
            defaultValue = "decode,passthrough,keyby,state,bare,served,settled",
            description = "Default: ${DEFAULT-VALUE}.")
    private String cases = "";

    @Option(names = "--json", paramLabel = "FILE", description = "Write every round's figures there, too.")
    private @Nullable Path json;

    @Option(
            names = "--profile",
            paramLabel = "CASE",
            description = "One more run of this case with a profiler in the TaskManager, and where its time goes.")
    private @Nullable String profile;

    @Override
    public void run() {
        check(rounds >= 2, "--rounds", rounds, "at least 2, as the first does not count");
        Map<String, String> options = load.toMap();
        options.put("rounds", Integer.toString(rounds));
        options.put("cases", cases);
        if (json != null) {
            options.put("json", json.toAbsolutePath().toString());
        }
        if (profile != null) {
            options.put("profile", profile);
        }
        new PlatformBench("dev.evenflow.benchmarks.features.FeaturesBenchmark", options).run();
    }
}
