package dev.evenflow.platform.quality.page;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.Project;
import dev.evenflow.platform.access.Access;
import dev.evenflow.platform.access.Principal;
import dev.evenflow.platform.history.KafkaTarget;
import dev.evenflow.platform.topic.RegistrySubjects;
import dev.evenflow.platform.topic.StandardTopics;
import dev.evenflow.quality.event.QualityIncident;
import dev.evenflow.quality.event.QualityScore;
import dev.evenflow.quality.plan.MonitorPlan;
import dev.evenflow.quality.plan.PlanException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code evenflow quality serve}. */
@Command(
        name = "serve",
        description = {
            "A web page on what the monitor says: scores, freshness, drift, incidents, lineage. Until it is stopped.",
            "It reads the topics quality-scores and quality-incidents, from their newest part on, and the jobs' events of"
                    + " lineage, and listens on 127.0.0.1 only."
        },
        mixinStandardHelpOptions = true)
public final class ServeCommand implements Runnable {
    private static final long SCORE_LOOK_BACK = 30_000;
    private static final long INCIDENT_LOOK_BACK = 10_000;

    @Mixin
    private KafkaTarget target = new KafkaTarget();

    @Option(
            names = "--port",
            defaultValue = "8088",
            description = "On 127.0.0.1; 0 for any that is free (default: ${DEFAULT-VALUE}).")
    private int port = 8088;

    @Option(
            names = "--plan",
            paramLabel = "FILE",
            description = "The monitor's quality.yaml, for the lineage (default: that of the running platform).")
    private @Nullable Path plan;

    @Option(
            names = "--lineage",
            paramLabel = "DIR",
            description = "Where jobs write their events of lineage (default: that of the running platform).")
    private @Nullable Path events;

    @Override
    public void run() {
        Access.actAs(Principal.QUALITY_PAGE);
        PageData data = new PageData(new Lineage(plan().lineage()));
        RegistrySubjects registry = new RegistrySubjects(target.registry());
        Map<String, String> troubles = new ConcurrentSkipListMap<>();
        Path folder = events != null ? events : PlatformHome.resolve().lineage();
        try (PageServer server = new PageServer(port, data);
                EventFolder followed = new EventFolder(folder, data::addEvents).start();
                TopicFollower<QualityScore> scores = new TopicFollower<QualityScore>(
                                target.bootstrap(),
                                registry,
                                StandardTopics.QUALITY_SCORES,
                                QualityScore.getClassSchema(),
                                SCORE_LOOK_BACK,
                                data::add,
                                text -> tell(data, troubles, StandardTopics.QUALITY_SCORES, text))
                        .start();
                TopicFollower<QualityIncident> incidents = new TopicFollower<QualityIncident>(
                                target.bootstrap(),
                                registry,
                                StandardTopics.QUALITY_INCIDENTS,
                                QualityIncident.getClassSchema(),
                                INCIDENT_LOOK_BACK,
                                data::add,
                                text -> tell(data, troubles, StandardTopics.QUALITY_INCIDENTS, text))
                        .start()) {
            System.out.println("The page is at " + server.url() + " (Ctrl-C ends it). It reads " + scores.topic()
                    + " and " + incidents.topic() + ".");
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What the platform's monitor was deployed with, if it was. */
    private MonitorPlan plan() {
        Path deployed = PlatformHome.resolve().qualityFile();
        Path file = plan != null
                ? plan
                : Files.exists(deployed)
                        ? deployed
                        : Project.locate().flinkConf().resolve("quality.yaml");
        try {
            return MonitorPlan.parse(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new PlatformException("cannot read --plan " + file + ": " + e.getMessage(), e);
        } catch (PlanException e) {
            throw new PlatformException(String.valueOf(e.getMessage()), e);
        }
    }

    private static void tell(PageData data, Map<String, String> troubles, String topic, String text) {
        if (text.isEmpty()) {
            troubles.remove(topic);
        } else {
            troubles.put(topic, text);
        }
        data.trouble(String.join("; ", troubles.values()));
    }
}
