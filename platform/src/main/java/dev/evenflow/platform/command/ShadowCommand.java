package dev.evenflow.platform.command;

import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.history.DurationText;
import dev.evenflow.platform.topic.FeatureSet;
import dev.evenflow.platform.upgrade.Shadow;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code evenflow shadow}. */
@Command(
        name = "shadow",
        description = "A changed feature set beside the running one: start it, compare both, cut over.",
        mixinStandardHelpOptions = true,
        subcommands = {ShadowCommand.Start.class, ShadowCommand.Report.class, ShadowCommand.CutOver.class})
public final class ShadowCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "what of the shadow? start, report or cutover");
    }

    private static Shadow shadow() {
        PlatformHome home = PlatformHome.resolve();
        return new Shadow(home, StatusCommand.requireHealthy(home), System.out::println);
    }

    /** {@code evenflow shadow start}. */
    @Command(
            name = "start",
            description =
                    "Start the changed set from the beginning of the topics, into topics of its own; refused where history is missing.",
            mixinStandardHelpOptions = true)
    public static final class Start implements Runnable {
        @Option(
                names = "--features",
                paramLabel = "NAME|FILE",
                required = true,
                description = "The changed set, of the same name.")
        private String features = "";

        @Override
        public void run() {
            shadow().start(FeatureSet.load(features));
        }
    }

    /** When the comparison is good enough. */
    public static final class Passing {
        @Option(
                names = "--changed",
                paramLabel = "FEATURE",
                split = ",",
                description = "Features of the same name that are meant to differ.")
        private Set<String> changed = Set.of();

        @Option(
                names = "--at-least",
                paramLabel = "VECTORS",
                defaultValue = "1000",
                description = "To be compared (default: ${DEFAULT-VALUE}).")
        private long least = 1000;

        @Option(
                names = "--wait",
                paramLabel = "DURATION",
                defaultValue = "2m",
                converter = DurationText.class,
                description = "Until it passes (default: ${DEFAULT-VALUE}).")
        private Duration wait = Duration.ofMinutes(2);

        boolean compare() {
            return shadow().compare(changed, least, wait);
        }
    }

    /** {@code evenflow shadow report}. */
    @Command(
            name = "report",
            description =
                    "Compare the vectors of both in the features both have, until all are equal: exit code 0, else 1.",
            mixinStandardHelpOptions = true)
    public static final class Report implements Callable<Integer> {
        @Mixin
        private Passing passing = new Passing();

        @Override
        public Integer call() {
            return passing.compare() ? 0 : 1;
        }
    }

    /** {@code evenflow shadow cutover}. */
    @Command(
            name = "cutover",
            description =
                    "If the comparison passes: the changed set takes over the old one's topics where that one stops.",
            mixinStandardHelpOptions = true)
    public static final class CutOver implements Callable<Integer> {
        @Mixin
        private Passing passing = new Passing();

        @Override
        public Integer call() {
            if (!passing.compare()) {
                System.err.println("error: the comparison does not pass, nothing was stopped");
                return 1;
            }
            shadow().cutOver(Duration.ofMinutes(2));
            return 0;
        }
    }
}
