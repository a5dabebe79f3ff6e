package dev.evenflow.scorer;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code scorer train}. */
@Command(
        name = "train",
        description = "Train on the vectors of a backfill and the labels of its history, as known at a time.",
        mixinStandardHelpOptions = true)
final class TrainCommand implements Runnable {
    @Option(
            names = "--vectors",
            required = true,
            paramLabel = "DIR",
            description = "What ./evenflow backfill --format avro wrote.")
    private Path vectors = Path.of("");

    @Option(
            names = "--labels",
            required = true,
            paramLabel = "DIR",
            description = "Avro files of dev.evenflow.payments.FraudLabel, such as HISTORY/labels.")
    private Path labels = Path.of("");

    @Option(names = "--model", required = true, paramLabel = "DIR", description = "Where the model goes.")
    private Path model = Path.of("");

    @Option(names = "--name", defaultValue = "card-fraud-gbt", description = "Default: ${DEFAULT-VALUE}.")
    private String name = "card-fraud-gbt";

    @Option(
            names = "--as-of",
            paramLabel = "TIME",
            description = "Learn from what was known by then, ISO 8601 (default: all there is).")
    private @Nullable String asOf;

    @Option(
            names = "--mature",
            paramLabel = "DAYS",
            defaultValue = "7",
            description = "Leave out transactions younger than that at --as-of: their fraud is not known yet (default:"
                    + " ${DEFAULT-VALUE}).")
    private int mature = 7;

    @Option(names = "--rounds", defaultValue = "80", description = "Number of trees (default: ${DEFAULT-VALUE}).")
    private int rounds = 80;

    @Override
    public void run() {
        long begin = System.nanoTime();
        AvroFiles labelFiles = new AvroFiles("--labels", labels);
        long known = asOf == null ? TrainingSet.newest(labelFiles) : parse(asOf);
        TrainingSet set = TrainingSet.read(
                new AvroFiles("--vectors", vectors),
                labelFiles,
                known,
                known - Duration.ofDays(mature).toMillis());
        try (Model trained = new Training(name, rounds, 0.75, 0.01).train(set, known)) {
            trained.save(model);
            Model.Metadata metadata = trained.metadata();
            System.out.printf(
                    Locale.ROOT,
                    "Trained %s version %s on %,d transactions (%,d known frauds) up to %s, %d features, in %.1f s%n"
                            + "  AUC %.4f on the %,d transactions after that (%,d known frauds); declines from %.4f on%n",
                    metadata.name(),
                    metadata.version(),
                    metadata.trainedRows(),
                    metadata.trainedFrauds(),
                    metadata.trainedTo(),
                    metadata.features().size(),
                    (System.nanoTime() - begin) / 1e9,
                    metadata.auc(),
                    metadata.heldOutRows(),
                    metadata.heldOutFrauds(),
                    metadata.threshold());
        }
    }

    private static long parse(String time) {
        try {
            return Instant.parse(time).toEpochMilli();
        } catch (DateTimeException e) {
            throw new ScorerException("--as-of is '" + time + "', expected a time as in 2024-03-01T00:00:00Z", e);
        }
    }
}
