package dev.evenflow.platform.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.topic.FeatureSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A model for the demo: a month of made-up history to files, its features by the job in batch, and a model trained on
 * them. Kept until {@code ./evenflow down}.
 *
 * @param directory what the scorer's {@code train} wrote
 */
record DemoModel(Path directory, String name) {
    private static final String NAME = "card-fraud-gbt";
    /** Ends where a simulation into empty topics begins. */
    private static final String HISTORY_START = "2023-12-02T08:00:00Z";

    private static final String HISTORY_SPAN = "30d";

    /** Whether this machine can run models; where it cannot, says why and what follows. */
    static boolean isPossible(DemoSteps steps) {
        System.out.println("\nA model to score with");
        try {
            steps.scorer(List.of("check"));
            return true;
        } catch (PlatformException e) {
            System.out.println("  " + e.getMessage()
                    + ": the demo goes on without a model, and so without scores, archive and training set.");
            return false;
        }
    }

    /** @param rate and speedup of the live simulation: the history has as many transactions a day */
    static DemoModel train(DemoSteps steps, FeatureSet set, int rate, int speedup, List<String> simulation) {
        PlatformHome home = steps.home();
        Path root = home.data("demo")
                .resolve(String.format(Locale.ROOT, "%s-%d", set.plan().version(), rate));
        Path model = root.resolve("model");
        if (Files.exists(model.resolve("model.json"))) {
            System.out.println("  " + version(model) + " of an earlier demo, in " + model);
            return new DemoModel(model, NAME);
        }
        PlatformHome.deleteTree(root);
        Path history = root.resolve("history");
        Path backfill = root.resolve("backfill");
        List<String> simulate = new java.util.ArrayList<>(List.of(
                "simulate",
                "--out",
                history.toString(),
                "--start",
                HISTORY_START,
                "--span",
                HISTORY_SPAN,
                "--rate",
                Integer.toString(rate),
                "--speedup",
                Integer.toString(speedup)));
        simulate.addAll(simulation);
        steps.evenflow(simulate);
        steps.evenflow(List.of(
                "backfill",
                "--features",
                set.reference(),
                "--source",
                history.toString(),
                "--out",
                backfill.toString(),
                "--format",
                "avro"));
        steps.scorer(List.of(
                "train",
                "--vectors",
                backfill.resolve("vectors").toString(),
                "--labels",
                history.resolve("labels").toString(),
                "--model",
                model.toString(),
                "--name",
                NAME));
        return new DemoModel(model, NAME);
    }

    private static String version(Path model) {
        try {
            return NAME + " version "
                    + new ObjectMapper()
                            .readTree(model.resolve("model.json").toFile())
                            .path("version")
                            .asText();
        } catch (IOException e) {
            throw new PlatformException(model + " cannot be read: " + e.getMessage(), e);
        }
    }
}
