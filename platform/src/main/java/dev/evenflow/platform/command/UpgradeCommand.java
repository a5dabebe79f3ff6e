package dev.evenflow.platform.command;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.Project;
import dev.evenflow.platform.flink.DeployableJob;
import dev.evenflow.platform.flink.Deployment;
import dev.evenflow.platform.flink.JobDeployment;
import dev.evenflow.platform.history.DurationText;
import dev.evenflow.platform.upgrade.JobOptionList;
import dev.evenflow.platform.upgrade.Upgrade;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code evenflow upgrade JOB}. */
@Command(
        name = "upgrade",
        description =
                "Replace a running job by its next version (jar, options, parallelism): check while it runs, stop with a"
                        + " savepoint, start the new one from it, and go back if that does not come up.",
        mixinStandardHelpOptions = true)
public final class UpgradeCommand implements Runnable {

    @Parameters(index = "0", paramLabel = "JOB", description = "Its name, for example fraud-features, or its id.")
    private String job = "";

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "JOB OPTION",
            description = "After --: options of the job that change; all others stay.")
    private List<String> jobOptions = List.of();

    @Option(names = "--jar", paramLabel = "FILE", description = "Default: the jar of this build.")
    private @Nullable Path jar;

    @Option(
            names = "--features",
            paramLabel = "NAME|FILE",
            description = "Feature set of fraud-features; of the same name and version as the running one.")
    private @Nullable String features;

    @Option(names = "--parallelism", defaultValue = "0", description = "Default: as it is.")
    private int parallelism;

    @Option(names = "--reset-options", description = "Start from no options of the job instead of those it has.")
    private boolean reset;

    @Option(names = "--check", description = "Only check; the running job stays.")
    private boolean checkOnly;

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            defaultValue = "2m",
            converter = DurationText.class,
            description = "For the new version's second checkpoint before going back (default: ${DEFAULT-VALUE}).")
    private Duration wait = Duration.ofMinutes(2);

    @Override
    public void run() {
        PlatformHome home = PlatformHome.resolve();
        Upgrade upgrade = new Upgrade(home, StatusCommand.requireHealthy(home), System.out::println);
        Upgrade.Running old = upgrade.running(job);
        Deployment before = old.deployment();
        DeployableJob next = DeployableJob.of(before.job(), features != null ? features : before.features());
        JobDeployment wish = new JobDeployment(
                next,
                parallelism > 0 ? parallelism : before.parallelism(),
                Optional.empty(),
                before.partitions(),
                reset ? jobOptions : JobOptionList.merged(before.jobOptions(), jobOptions));
        Path file = jar != null ? jar : Project.locate().jobJar(before.job());
        if (!Files.isRegularFile(file)) throw new PlatformException("--jar is '" + file + "', expected a job's jar");
        if (checkOnly) {
            upgrade.check(old, next, wish, file);
            System.out.println("The upgrade is possible; nothing was stopped.");
        } else {
            upgrade.run(old, next, wish, file, wait);
        }
    }
}
