package dev.evenflow.benchmarks.features;

import dev.evenflow.fraud.FraudFeaturesConfig;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.Project;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Kafka Streams in a JVM of its own beside the same broker.
 *
 * @param events of which it runs over the first so many
 */
record KafkaStreamsCase(String name, String text, long events) implements PeerCase {
    private static final String MAIN = "dev.evenflow.benchmarks.peers.streams.KafkaStreamsPeer";
    private static final String HEAP = "-Xmx1500m";
    /** Each of the five steps waits for the commit of the one before. */
    private static final String COMMIT_MS = "1000";

    @Override
    public String features() {
        return "card-fraud-streams";
    }

    @Override
    public String emission() {
        return "served";
    }

    @Override
    public boolean closedWindows() {
        return false;
    }

    @Override
    public StartedCase start(CaseRun run) throws Exception {
        FraudFeaturesConfig config =
                FeatureCases.config(run, emission(), "--features", setFile(run).toString());
        int schema = run.createOutput(config.plan().vectorSchema());
        Path state = run.platform().home().root().resolve(run.output());
        PeerProcess process = process(run, schema, state);
        return new StartedCase() {
            @Override
            public long expectedOutputs() {
                return Math.min(events, run.load().events());
            }

            @Override
            public long eventsMeasured(Workload load) {
                return expectedOutputs();
            }

            @Override
            public List<ProcessHandle> processes() {
                return List.of(process.process().toHandle());
            }

            @Override
            public Optional<String> failure() {
                return process.failure();
            }

            @Override
            public void close() throws Exception {
                process.close();
                PlatformHome.deleteTree(state);
                List<String> inner = run.platform().admin().listTopics().names().get().stream()
                        .filter(topic -> topic.startsWith(run.output() + "-"))
                        .toList();
                run.platform().admin().deleteTopics(inner).all().get();
            }
        };
    }

    private static PeerProcess process(CaseRun run, int schema, Path state) throws Exception {
        Project project = run.platform().project();
        List<Path> classPath = new ArrayList<>(List.of(project.benchmarks()));
        classPath.addAll(PeerProcess.jars(
                project.benchmarks().resolveSibling("peers").resolve("kafka-streams"), "kafka-streams", "rocksdbjni"));
        classPath.add(project.root().resolve("platform/target/lib").resolve("*"));
        return PeerProcess.start(
                run.platform().home().log("peer-kafka-streams"),
                List.of(HEAP, "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"),
                classPath,
                MAIN,
                List.of(
                        "--bootstrap",
                        run.platform().bootstrap(),
                        "--registry",
                        run.platform().registryUrl(),
                        "--source",
                        Workload.TRANSACTIONS,
                        "--out",
                        run.output(),
                        "--schema-id",
                        Integer.toString(schema),
                        "--partitions",
                        Integer.toString(run.load().partitions()),
                        "--threads",
                        Integer.toString(Runtime.getRuntime().availableProcessors()),
                        "--commit-ms",
                        COMMIT_MS,
                        "--state",
                        state.toString()));
    }
}
