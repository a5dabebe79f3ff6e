package dev.evenflow.platform.archive;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code evenflow archive}. */
@Command(
        name = "archive",
        description = "Find, verify, hold, erase and more in an archive of inferences.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            FindCommand.class,
            VerifyCommand.class,
            EraseCommand.class,
            HoldCommand.class,
            ReleaseCommand.class,
            HoldsCommand.class,
            RollbackCommand.class,
            RetainCommand.class,
            MaintainCommand.class,
        })
public final class ArchiveCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
