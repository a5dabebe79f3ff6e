package dev.evenflow.benchmarks.features;

import dev.evenflow.platform.Project;
import dev.evenflow.platform.flink.FlinkConfiguration;
import dev.evenflow.platform.flink.FlinkRest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * Flink SQL on the same cluster, submitted by a JVM of its own.
 *
 * @param events of which it runs over the first so many: they take it minutes, and later ones would find more in their windows
 */
record FlinkSqlCase(String name, String text, long events) implements PeerCase {
    private static final String MAIN = "dev.evenflow.benchmarks.peers.FlinkSqlPeer";
    private static final String SCRIPT = "card-fraud.sql";
    /** As {@code --disorder} of ours. */
    private static final String DISORDER_SECONDS = "60";

    @Override
    public String features() {
        return "card-fraud-sql";
    }

    @Override
    public String emission() {
        return "settled";
    }

    @Override
    public boolean closedWindows() {
        return true;
    }

    @Override
    public StartedCase start(CaseRun run) throws Exception {
        NewTopic output = new NewTopic(run.output(), run.load().partitions(), (short) 1);
        run.platform().admin().createTopics(List.of(output)).all().get();
        FlinkRest rest = new FlinkRest(run.platform().flinkUrl());
        String job;
        try (PeerProcess submission = submit(run)) {
            job = submission.awaitLine("job ");
        }
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
                return List.of(run.platform().taskManager());
            }

            @Override
            public Optional<String> failure() {
                return rest.failure(job);
            }

            @Override
            public void close() throws Exception {
                rest.cancel(job);
                while (!rest.job(job).isOver()) TimeUnit.MILLISECONDS.sleep(100);
            }
        };
    }

    private static PeerProcess submit(CaseRun run) throws Exception {
        Project project = run.platform().project();
        Path target = project.benchmarks().resolveSibling("peers").resolve("flink-sql");
        List<Path> tables = PeerProcess.jars(project.benchmarks().resolveSibling("lib"), "flink-table");
        List<Path> classPath =
                new ArrayList<>(List.of(project.benchmarks(), project.flinkLib().resolve("*")));
        classPath.addAll(tables);
        classPath.addAll(PeerProcess.jars(target, "flink-table-planner", "flink-table-api", "flink-cep"));
        // of the transactions' schema
        classPath.addAll(
                PeerProcess.jars(project.root().resolve("platform/target/lib"), "evenflow-schemas", "avro", "jackson"));
        // the platform's Flink names a listener of ours, so no job starts without it
        List<Path> listener =
                PeerProcess.jars(project.root().resolve("flink-support/target"), "evenflow-flink-support");
        classPath.addAll(listener);
        List<Path> shipped = new ArrayList<>(tables);
        shipped.addAll(listener);
        shipped.addAll(PeerProcess.jars(target, "flink-sql"));
        List<String> jvm = new ArrayList<>(List.of("-Xmx1g"));
        jvm.addAll(FlinkConfiguration.javaOptions(run.platform().home().flinkConf()));
        return PeerProcess.start(
                run.platform().home().log("peer-flink-sql"),
                jvm,
                classPath,
                MAIN,
                List.of(
                        "--conf",
                        run.platform().home().flinkConf().toString(),
                        "--rest",
                        run.platform().flinkUrl().replaceFirst("^http://", ""),
                        "--jars",
                        shipped.stream().map(Path::toString).collect(Collectors.joining(",")),
                        "--script",
                        SCRIPT,
                        "--bootstrap",
                        run.platform().bootstrap(),
                        "--registry",
                        run.platform().registryUrl(),
                        "--source",
                        Workload.TRANSACTIONS,
                        "--out",
                        run.output(),
                        "--parallelism",
                        Integer.toString(run.parallelism()),
                        "--disorder",
                        DISORDER_SECONDS));
    }
}
