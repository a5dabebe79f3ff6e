package dev.evenflow.platform;

import dev.evenflow.archive.keys.KeyStoreException;
import dev.evenflow.archive.store.ArchiveStoreException;
import dev.evenflow.platform.archive.ArchiveCommand;
import dev.evenflow.platform.bench.BenchCommand;
import dev.evenflow.platform.chaos.ChaosCommand;
import dev.evenflow.platform.command.AclsCommand;
import dev.evenflow.platform.command.BackfillCommand;
import dev.evenflow.platform.command.CancelCommand;
import dev.evenflow.platform.command.DemoCommand;
import dev.evenflow.platform.command.DeployCommand;
import dev.evenflow.platform.command.DownCommand;
import dev.evenflow.platform.command.LogsCommand;
import dev.evenflow.platform.command.ReadCommand;
import dev.evenflow.platform.command.RegisterCommand;
import dev.evenflow.platform.command.SavepointCommand;
import dev.evenflow.platform.command.SchemaCommand;
import dev.evenflow.platform.command.ShadowCommand;
import dev.evenflow.platform.command.StatusCommand;
import dev.evenflow.platform.command.StopCommand;
import dev.evenflow.platform.command.TopicsCommand;
import dev.evenflow.platform.command.UpCommand;
import dev.evenflow.platform.command.UpgradeCommand;
import dev.evenflow.platform.dataset.DatasetCommand;
import dev.evenflow.platform.history.ImportCommand;
import dev.evenflow.platform.history.ReplayCommand;
import dev.evenflow.platform.inference.SimulateInferencesCommand;
import dev.evenflow.platform.parity.VerifyParityCommand;
import dev.evenflow.platform.quality.QualityCommand;
import dev.evenflow.platform.simulator.SimulateChangesCommand;
import dev.evenflow.platform.simulator.SimulateCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code evenflow} command. Exit code 0: done; 1: failed, the message says why; 2: wrong usage. */
@Command(
        name = "evenflow",
        description = "Features for machine learning from one job, live and over history.",
        mixinStandardHelpOptions = true,
        version = "Evenflow 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            StatusCommand.class,
            LogsCommand.class,
            SchemaCommand.class,
            RegisterCommand.class,
            DeployCommand.class,
            UpgradeCommand.class,
            ShadowCommand.class,
            TopicsCommand.class,
            AclsCommand.class,
            ReadCommand.class,
            SavepointCommand.class,
            StopCommand.class,
            CancelCommand.class,
            BackfillCommand.class,
            ImportCommand.class,
            ReplayCommand.class,
            SimulateCommand.class,
            SimulateInferencesCommand.class,
            SimulateChangesCommand.class,
            VerifyParityCommand.class,
            ArchiveCommand.class,
            DatasetCommand.class,
            QualityCommand.class,
            BenchCommand.class,
            ChaosCommand.class,
            DownCommand.class,
            CommandLine.HelpCommand.class,
        })
public final class EvenflowCli implements Runnable {

    @Spec
    private CommandSpec spec;

    EvenflowCli() {
        spec = CommandSpec.create();
    }

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new EvenflowCli())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler((exception, commandLine, parsed) -> {
                    commandLine
                            .getErr()
                            .println(commandLine.getColorScheme().errorText("error: " + exception.getMessage()));
                    // what nobody foresaw needs its trace
                    if (!isForeseen(exception) || System.getenv("EVENFLOW_DEBUG") != null) {
                        exception.printStackTrace(commandLine.getErr());
                    }
                    return CommandLine.ExitCode.SOFTWARE;
                });
    }

    private static boolean isForeseen(Exception exception) {
        return exception instanceof PlatformException
                || exception instanceof ArchiveStoreException
                || exception instanceof KeyStoreException;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
