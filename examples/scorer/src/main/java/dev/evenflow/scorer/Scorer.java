package dev.evenflow.scorer;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code scorer}: exit code 0 done, 1 failed with the reason, 2 wrong usage. */
@Command(
        name = "scorer",
        description = "A gradient-boosted fraud model: trained on a backfill, served from the feature topic.",
        mixinStandardHelpOptions = true,
        subcommands = {TrainCommand.class, ServeCommand.class, CompareCommand.class, CheckCommand.class})
public final class Scorer implements Runnable {
    private static final int FAILED = 1;

    @CommandLine.Spec
    private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Scorer())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof ScorerException) {
                        System.err.println("scorer: " + failure.getMessage());
                    } else {
                        failure.printStackTrace();
                    }
                    return FAILED;
                })
                .execute(arguments));
    }

    @Override
    public void run() {
        if (spec != null) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "expected a command: train, serve, compare or check");
        }
    }
}
