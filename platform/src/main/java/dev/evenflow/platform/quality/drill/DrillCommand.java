package dev.evenflow.platform.quality.drill;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.PlatformState;
import dev.evenflow.platform.command.StatusCommand;
import dev.evenflow.platform.flink.DeployableJob;
import dev.evenflow.platform.flink.FlinkRest;
import dev.evenflow.platform.flink.JobDeployment;
import dev.evenflow.platform.history.KafkaTarget;
import dev.evenflow.platform.quality.page.TopicFollower;
import dev.evenflow.platform.topic.RegistrySubjects;
import dev.evenflow.platform.topic.StandardTopics;
import dev.evenflow.quality.event.QualityIncident;
import dev.evenflow.quality.event.QualityScore;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code evenflow quality drill}. */
@Command(
        name = "drill",
        description = {
            "Break the transactions in one way after the other, and then a feature, and see whether the monitor raises the incident of each, in"
                    + " time, nothing else, and closes it when all is well again. About ten minutes.",
            "The platform must be up, and nobody else may write transactions. Exit code 1 if an incident was missing,"
                    + " late, not cleared or one too many."
        },
        mixinStandardHelpOptions = true)
public final class DrillCommand implements Runnable {
    private static final long SEED = 1;
    private static final int CUSTOMERS = 2_000;

    @Option(
            names = "--fault",
            paramLabel = "NAME",
            description = "Only this one; may be given several times. stop, freeze, volume, null, shift, schema, skew.")
    private List<String> only = List.of();

    @Option(names = "--rate", defaultValue = "200", description = "Transactions a second (default: ${DEFAULT-VALUE}).")
    private double rate = 200;

    @Override
    public void run() {
        List<DrillFault> faults = only.isEmpty()
                ? List.of(DrillFault.values())
                : only.stream().map(DrillFault::of).toList();
        PlatformHome home = PlatformHome.resolve();
        PlatformState state = StatusCommand.requireHealthy(home);
        // features first: the monitor holds them against the transactions from its first look on
        FeatureRollout features = new FeatureRollout(home, state);
        features.requireRunning();
        requireMonitor(home, state);
        IncidentWatch watch = new IncidentWatch();
        KafkaTarget target = new KafkaTarget(state.bootstrapServers(), state.registryUrl());
        List<DrillResult> results;
        try (TopicFollower<QualityIncident> incidents =
                        follow(state, StandardTopics.QUALITY_INCIDENTS, QualityIncident.getClassSchema(), watch::add);
                TopicFollower<QualityScore> scores =
                        follow(state, StandardTopics.QUALITY_SCORES, QualityScore.getClassSchema(), watch::add);
                DrillProducer producer = new DrillProducer(target, SEED, CUSTOMERS, rate)) {
            System.out.println("Following " + incidents.topic() + " and " + scores.topic() + "; sending " + (int) rate
                    + " transactions a second.");
            results = new Drill(producer, features, watch, System.out).run(faults);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("interrupted", e);
        }
        System.out.println();
        System.out.println(DrillResult.header());
        results.forEach(each -> System.out.println(each.line()));
        long good = results.stream().filter(DrillResult::isGood).count();
        System.out.printf(
                "%n%d of %d faults raised exactly their incident, in time, and cleared.%n", good, results.size());
        if (good < results.size()) {
            throw new PlatformException("not found as expected: "
                    + results.stream()
                            .filter(each -> !each.isGood())
                            .map(each -> each.fault().text())
                            .toList());
        }
    }

    private static void requireMonitor(PlatformHome home, PlatformState state) {
        DeployableJob job = DeployableJob.of(DeployableJob.QUALITY_MONITOR, null);
        if (new FlinkRest(state.flinkUrl()).activeJob(job.flinkName()).isEmpty()) {
            System.out.println("Deploying " + DeployableJob.QUALITY_MONITOR);
            new JobDeployment(job, 0, Optional.empty(), 4, List.of()).deploy(home, state, System.out::println);
        }
    }

    private static <T extends SpecificRecord> TopicFollower<T> follow(
            PlatformState state, String topic, Schema schema, Consumer<T> sink) {
        return new TopicFollower<T>(
                        state.bootstrapServers(),
                        new RegistrySubjects(state.registryUrl()),
                        topic,
                        schema,
                        0,
                        sink,
                        trouble -> {
                            if (!trouble.isEmpty()) System.err.println(topic + ": " + trouble);
                        })
                .start();
    }
}
