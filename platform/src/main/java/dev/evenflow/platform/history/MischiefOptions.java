package dev.evenflow.platform.history;

import java.time.Duration;
import picocli.CommandLine.Option;

/** Options of what goes wrong on the way to the topics. */
public final class MischiefOptions {
    @Option(
            names = "--disorder",
            defaultValue = "0s",
            converter = DurationText.class,
            description = "Shuffle so that no event comes later than this after an event of a later time (default:"
                    + " ${DEFAULT-VALUE}).")
    private Duration disorder = Duration.ZERO;

    @Option(names = "--duplicates", paramLabel = "P", description = "Share of events that are sent twice.")
    private double duplicates;

    @Option(
            names = "--garbage",
            paramLabel = "P",
            description =
                    "Records of garbage per payment or inference, besides it on its topic, in turn: truncated, wrong"
                            + " magic byte, unknown schema id, another type, large blob, null.")
    private double garbage;

    @Option(names = "--seed", defaultValue = "1", description = "Of everything random (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    public long seed() {
        return seed;
    }

    public Deliveries.Mischief toMischief() {
        return new Deliveries.Mischief(disorder, duplicates, garbage, seed);
    }
}
