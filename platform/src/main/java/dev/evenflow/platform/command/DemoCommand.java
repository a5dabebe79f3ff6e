package dev.evenflow.platform.command;

import dev.evenflow.platform.LocalPlatform;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.Project;
import dev.evenflow.platform.demo.Demo;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code evenflow demo}. */
@Command(
        name = "demo",
        description = {
            "Start the platform and close the loop: simulated transactions, features, scores of a model, the archive of"
                    + " them, chargebacks, and a labelled training set out of the archive.",
            "The model is trained first, on a simulated history whose features the same job computes in batch. At the end"
                    + " the features that were archived as served are compared with those that the batch job computes of"
                    + " the same transactions, and so is the model's AUC on both."
        },
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Runnable {

    @Mixin
    private UpCommand.Sizes sizes = new UpCommand.Sizes();

    @Option(
            names = "--features",
            paramLabel = "NAME|FILE",
            defaultValue = "card-fraud",
            description = "Feature set (default: ${DEFAULT-VALUE}).")
    private String features = "card-fraud";

    @Option(names = "--seconds", defaultValue = "60", description = "How long to watch (default: ${DEFAULT-VALUE}).")
    private int seconds = 60;

    @Option(names = "--rate", defaultValue = "300", description = "Transactions a second (default: ${DEFAULT-VALUE}).")
    private int rate = 300;

    @Option(names = "--no-model", description = "Features only: no scorer, no archive.")
    private boolean noModel;

    @Option(
            names = "--disorder",
            description = "Transactions out of order, doubled and with garbage: then what was served differs from what"
                    + " settles, and the demo says by how much.")
    private boolean disorder;

    @Option(names = "--down", description = "Stop everything at the end.")
    private boolean down;

    @Parameters(
            arity = "0..*",
            paramLabel = "SIMULATOR OPTION",
            description = "After --: further options of `simulate`.")
    private List<String> simulatorOptions = List.of();

    @Override
    public void run() {
        PlatformHome home = PlatformHome.resolve();
        try {
            new Demo(features, rate, Duration.ofSeconds(seconds), !noModel, disorder, simulatorOptions)
                    .run(home, () -> UpCommand.start(home, sizes));
            if (!down) {
                System.out.println("It all goes on running; stop it with ./evenflow down");
            }
        } finally {
            if (down) {
                new LocalPlatform(home, Project.locate(), System.out::println).down(false);
            }
        }
    }
}
