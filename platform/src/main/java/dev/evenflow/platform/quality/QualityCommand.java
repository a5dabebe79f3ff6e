package dev.evenflow.platform.quality;

import dev.evenflow.platform.quality.drill.DrillCommand;
import dev.evenflow.platform.quality.page.ServeCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code evenflow quality}. */
@Command(
        name = "quality",
        description = "Look at the quality of data and what the monitor says about it.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            BaselineCommand.class,
            CheckCommand.class,
            PublishCommand.class,
            ServeCommand.class,
            DrillCommand.class
        })
public final class QualityCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
