package dev.evenflow.platform.command;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.flink.DeployableJob;
import dev.evenflow.platform.flink.JobDeployment;
import dev.evenflow.platform.flink.Snapshots;
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

    private static final String LATEST = "latest";

    @Parameters(index = "0", paramLabel = "JOB", description = "fraud-features, inference-archive or quality-monitor.")
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
            description = "Feature set of fraud-features (default: card-fraud).")
    private @Nullable String features;

    @Option(names = "--parallelism", defaultValue = "0", description = "Default: that of the platform.")
    private int parallelism;

    @Option(
            names = "--from-savepoint",
            paramLabel = "PATH|latest",
            description = "Go on from a savepoint or retained checkpoint; latest is the newest of either of this job.")
    private @Nullable String savepoint;

    @Option(names = "--partitions", defaultValue = "4", description = "Of new topics (default: ${DEFAULT-VALUE}).")
    private int partitions = 4;

    @Override
    public void run() {
        PlatformHome home = PlatformHome.resolve();
        DeployableJob deployable = DeployableJob.of(job, features);
        Optional<String> from = Optional.ofNullable(savepoint)
                .map(path -> path.equals(LATEST) ? latest(home, deployable) : absolute(path));
        new JobDeployment(deployable, parallelism, from, partitions, jobOptions)
                .deploy(home, StatusCommand.requireHealthy(home), System.out::println);
    }

    private static String latest(PlatformHome home, DeployableJob job) {
        String newest = new Snapshots(home)
                .newest(job.flinkName())
                .orElseThrow(() ->
                        new PlatformException("--from-savepoint is latest, but there is no checkpoint or savepoint of "
                                + job.flinkName() + " in " + home.checkpoints() + " or " + home.savepoints()))
                .toUri()
                .toString();
        System.out.println("  going on from " + newest);
        return newest;
    }

    /** Flink resolves relative paths where the JobManager runs. */
    private static String absolute(String savepoint) {
        return savepoint.contains(":")
                ? savepoint
                : Path.of(savepoint).toAbsolutePath().toUri().toString();
    }
}
