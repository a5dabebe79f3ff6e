package dev.evenflow.platform.history;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code evenflow import FORMAT}. */
@Command(
        name = "import",
        description = "Convert a public data set to a history in Avro files, for backfill and replay.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "FORMAT",
        subcommands = ImportHandbookCommand.class)
public final class ImportCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    ImportCommand() {
        spec = CommandSpec.create();
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a format is missing: handbook");
    }
}
