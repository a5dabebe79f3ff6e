package dev.evenflow.platform.bench;

import static dev.evenflow.platform.bench.PlatformBench.check;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code evenflow bench curves}. */
@Command(
        name = "curves",
        description = {
            "What throughput, state, checkpoints and recovery depend on: one thing is varied at a time, on a platform that is started for it.",
            "Curves: keys, windows, length (of the window), disorder, parallelism, size (of the record), recovery (after kill -9 of the TaskManager).",
            "A curve takes about 4 minutes, all of them half an hour. Figures of each point are kept in curves.json beside the plots, so that several calls, each with some curves or points, draw them together."
        },
        mixinStandardHelpOptions = true)
final class CurvesBenchCommand implements Runnable {

    @Option(
            names = "--curves",
            defaultValue = "keys,windows,length,disorder,parallelism,size,recovery",
            description = "Default: ${DEFAULT-VALUE}.")
    private String curves = "";

    @Option(
            names = "--emit",
            defaultValue = "served,settled",
            description = "Which vectors (default: ${DEFAULT-VALUE}).")
    private String emit = "";

    @Option(
            names = "--events",
            defaultValue = "300000",
            description =
                    "Transactions of each point, behind those that make its keys known (default: ${DEFAULT-VALUE}).")
    private int events;

    @Option(
            names = "--most-keys",
            defaultValue = "1000000",
            description =
                    "Where the curves of keys and recovery end; they begin at 10000 (default: ${DEFAULT-VALUE}). 10000000 wants a call of its own for each kind of vectors: --points 10M --emit served.")
    private int mostKeys;

    @Option(
            names = "--points",
            defaultValue = "all",
            description = "Only these, by their labels, such as 100k,1M of keys (default: ${DEFAULT-VALUE}).")
    private String points = "";

    @Option(
            names = "--rounds",
            defaultValue = "1",
            description = "Of each point; medians and spreads are shown (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--memory", defaultValue = "3g", description = "Of the TaskManager (default: ${DEFAULT-VALUE}).")
    private String memory = "";

    @Option(
            names = "--plots",
            defaultValue = "docs/performance",
            paramLabel = "DIR",
            description = "Where curves.json and SVG files are written (default: ${DEFAULT-VALUE}).")
    private Path plots = Path.of("");

    @Override
    public void run() {
        check(events >= 50_000, "--events", events, "at least 50000");
        check(mostKeys >= 10_000, "--most-keys", mostKeys, "at least 10000");
        check(emit.matches("(served|settled)(,(served|settled))*"), "--emit", emit, "served, settled or both");
        check(rounds >= 1, "--rounds", rounds, "at least 1");
        Map<String, String> options = new LinkedHashMap<>();
        options.put("curves", curves);
        options.put("emit", emit);
        options.put("events", Integer.toString(events));
        options.put("most-keys", Integer.toString(mostKeys));
        options.put("points", points);
        options.put("rounds", Integer.toString(rounds));
        options.put("memory", memory);
        options.put("plots", plots.toAbsolutePath().toString());
        // what the job's configuration asks for, and each point replaces
        options.put("features", "card-fraud");
        new PlatformBench("dev.evenflow.benchmarks.features.CurvesBenchmark", options).run();
    }
}
