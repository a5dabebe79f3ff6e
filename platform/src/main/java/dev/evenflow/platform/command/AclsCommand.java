package dev.evenflow.platform.command;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.PlatformState;
import dev.evenflow.platform.access.BrokerUsers;
import dev.evenflow.platform.access.JobRights;
import dev.evenflow.platform.access.Principal;
import dev.evenflow.platform.access.Right;
import dev.evenflow.platform.access.StandingRights;
import dev.evenflow.platform.flink.DeployableJob;
import dev.evenflow.platform.topic.FeatureSet;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code evenflow acls WHO}. */
@Command(
        name = "acls",
        description = {
            "What a job, or another program, must be allowed on the broker, and nothing else: as arguments of Kafka's"
                    + " own tool, one right a line. A job's follow from its options.",
            "Works without a platform. On a running one that is secure, --apply makes these its rights there."
        },
        mixinStandardHelpOptions = true)
public final class AclsCommand implements Runnable {
    @Parameters(
            index = "0",
            paramLabel = "WHO",
            description = "fraud-features, inference-archive, quality-monitor, simulator, change-capture,"
                    + " scorer or quality-page.")
    private String who = "";

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "JOB OPTION",
            description = "After --: the options that the job is given.")
    private List<String> jobOptions = List.of();

    @Option(
            names = "--features",
            paramLabel = "NAME|FILE",
            description = "Feature set of fraud-features and of change-capture (default: card-fraud).")
    private @Nullable String features;

    @Option(names = "--user", description = "Name of the user on the broker (default: that of WHO).")
    private @Nullable String user;

    @Option(names = "--apply", description = "Give these rights on the running platform, and take away all others.")
    private boolean apply;

    @Override
    public void run() {
        PlatformHome home = PlatformHome.resolve();
        Principal principal = Principal.ofJob(who);
        String name = user != null ? user : principal.id();
        Collection<Right> rights = rights(home, principal);
        rights.forEach(right -> System.out.println(right.command(name)));
        if (apply) {
            PlatformState state = PlatformState.require(home);
            if (!state.secure()) {
                throw new PlatformException(
                        "--apply needs a platform with users: start it with ./evenflow up --secure");
            }
            try (BrokerUsers users = new BrokerUsers(state.bootstrapServers())) {
                users.replace(name, rights);
            }
        }
    }

    private Collection<Right> rights(PlatformHome home, Principal principal) {
        return switch (principal) {
            case FRAUD_FEATURES, INFERENCE_ARCHIVE, QUALITY_MONITOR ->
                JobRights.of(DeployableJob.of(principal.id(), features), home, jobOptions);
            case ADMIN ->
                throw new PlatformException("admin is the broker's super user: it needs no rights and gets none");
            case CHANGE_CAPTURE ->
                StandingRights.ofCapture(FeatureSet.load(features == null ? "card-fraud" : features));
            case SIMULATOR, SCORER, QUALITY_PAGE -> StandingRights.of(principal);
        };
    }
}
