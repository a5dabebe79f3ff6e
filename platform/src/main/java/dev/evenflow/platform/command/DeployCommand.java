package dev.evenflow.platform.command;

import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.flink.JobDeployment;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code evenflow deploy JOB}. */
@Command(
        name = "deploy",
        description = "Register topics and schemas, submit the job's jar with Flink's client, and wait until it runs.",
        mixinStandardHelpOptions = true)
public final class DeployCommand implements Runnable {

    @Parameters(index = "0", paramLabel = "JOB", description = "For example fraud-features.")
    private String job = "";

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "JOB OPTION",
            description = "After --: further options of the job.")
    private List<String> jobOptions = List.of();

    @Option(
            names = "--features",
            paramLabel = "NAME|FILE",
            defaultValue = "card-fraud",
            description = "Feature set (default: ${DEFAULT-VALUE}).")
    private String features = "card-fraud";

    @Option(names = "--parallelism", defaultValue = "0", description = "Default: that of the platform.")
    private int parallelism;

    @Option(
            names = "--from-savepoint",
            paramLabel = "PATH",
            description = "Go on from a savepoint or retained checkpoint.")
    private @Nullable String savepoint;

    @Option(names = "--partitions", defaultValue = "4", description = "Of new topics (default: ${DEFAULT-VALUE}).")
    private int partitions = 4;

    @Override
    public void run() {
        PlatformHome home = PlatformHome.resolve();
        new JobDeployment(
                        job,
                        features,
                        parallelism,
                        Optional.ofNullable(savepoint).map(DeployCommand::absolute),
                        partitions,
                        jobOptions)
                .deploy(home, StatusCommand.requireHealthy(home), System.out::println);
    }

    /** Flink resolves relative paths where the JobManager runs. */
    private static String absolute(String savepoint) {
        return savepoint.contains(":")
                ? savepoint
                : Path.of(savepoint).toAbsolutePath().toUri().toString();
    }
}
