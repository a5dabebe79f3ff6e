package dev.evenflow.platform.command;

import dev.evenflow.platform.LocalPlatform;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.PlatformState;
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
        description =
                "Start the platform, deploy fraud-features, simulate transactions, and show the features that come out.",
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

    @Option(names = "--rate", defaultValue = "500", description = "Transactions a second (default: ${DEFAULT-VALUE}).")
    private int rate = 500;

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
        PlatformState state = UpCommand.start(home, sizes);
        try {
            new Demo(features, rate, Duration.ofSeconds(seconds), simulatorOptions).run(home, state);
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
