package dev.evenflow.benchmarks.features;

import dev.evenflow.platform.FlinkSizes;
import dev.evenflow.platform.LocalPlatform;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.PlatformPorts;
import dev.evenflow.platform.PlatformState;
import dev.evenflow.platform.Project;
import dev.evenflow.platform.flink.FlinkProcesses;
import dev.evenflow.platform.process.KafkaBroker;
import dev.evenflow.platform.topic.Registration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;

/** A platform in a home of its own, with flink-conf/config.yaml as it is, and jobs submitted to it as a remote cluster. */
final class BenchPlatform implements AutoCloseable {
    private final PlatformHome home;
    private final Project project;
    private final LocalPlatform platform;
    private final Admin admin;
    private PlatformState state;

    private BenchPlatform(PlatformHome home, Project project, LocalPlatform platform, PlatformState state) {
        this.home = home;
        this.project = project;
        this.platform = platform;
        this.state = state;
        this.admin = Admin.create(Map.of("bootstrap.servers", state.bootstrapServers()));
    }

    /**
     * @param root emptied at the end
     * @param memory of the TaskManager
     * @param warm whether the cases' jars are on Flink's own class path, or are submitted with each job
     */
    static BenchPlatform start(Path root, String memory, int slots, boolean warm) {
        PlatformHome home = new PlatformHome(root);
        Project project = Project.locate();
        LocalPlatform platform = new LocalPlatform(home, project, line -> {});
        platform.down(false);
        PlatformHome.deleteTree(home.flinkLib());
        if (warm) {
            putOnClassPath(home, jars(project));
        }
        PlatformState state = platform.up(PlatformPorts.wished(0, 0, 0), new FlinkSizes("768m", memory, slots, 1));
        return new BenchPlatform(home, project, platform, state);
    }

    private static List<Path> jars(Project project) {
        return List.of(project.jobJar("fraud-features"), project.benchmarks());
    }

    /**
     * As in a cluster of one application: classes are compiled once and stay warm. A submitted jar has a class loader of its own each time, and compiling it
     * anew is a third of the CPU time of a short run.
     */
    private static void putOnClassPath(PlatformHome home, List<Path> jars) {
        try {
            Files.createDirectories(home.flinkLib());
            for (Path jar : jars) {
                Files.copy(jar, home.flinkLib().resolve(jar.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot copy jars to " + home.flinkLib(), e);
        }
    }

    /** Starts again what was killed. */
    void bringBack() {
        state = platform.up(state.ports(), state.flink());
    }

    /** Lets every process of the platform run on the first so many cores only, those threads included that they start later. */
    void bindTo(int cores) throws IOException, InterruptedException {
        for (String name : LocalPlatform.PROCESSES) {
            Process taskset = new ProcessBuilder(
                            "taskset",
                            "--all-tasks",
                            "--cpu-list",
                            "--pid",
                            "0-" + (cores - 1),
                            Long.toString(process(name).pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            int exit = taskset.waitFor();
            if (exit != 0) {
                throw new IllegalStateException("taskset cannot bind " + name + " to " + cores + " core(s): exit code "
                        + exit + ", expected 0");
            }
        }
    }

    void bindToAll() throws IOException, InterruptedException {
        bindTo(Runtime.getRuntime().availableProcessors());
    }

    String bootstrap() {
        return state.bootstrapServers();
    }

    String registryUrl() {
        return state.registryUrl();
    }

    String flinkUrl() {
        return state.flinkUrl();
    }

    PlatformHome home() {
        return home;
    }

    Project project() {
        return project;
    }

    Admin admin() {
        return admin;
    }

    ProcessHandle taskManager() {
        return process(FlinkProcesses.TASK_MANAGER);
    }

    ProcessHandle broker() {
        return process(KafkaBroker.NAME);
    }

    private ProcessHandle process(String name) {
        return state.process(name)
                .flatMap(record -> record.find())
                .orElseThrow(() -> new IllegalStateException(name + " is not running; its log is " + home.log(name)));
    }

    /** Creates topics and registers the schemas of their values. */
    void create(Map<String, Schema> topics, int partitions) {
        Registration.register(state, topics, partitions, line -> {});
    }

    void delete(String topic) throws Exception {
        admin.deleteTopics(List.of(topic)).all().get();
    }

    /** For a job of the cluster with the project's Flink configuration; what a graph names is on its class path. */
    StreamExecutionEnvironment environment(int parallelism) {
        Configuration configuration =
                GlobalConfiguration.loadConfiguration(home.flinkConf().toString());
        // sinks of connectors have operators that nobody can name, and nothing is restored by another build here
        configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, true);
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.createRemoteEnvironment(
                "127.0.0.1",
                state.ports().flinkRest(),
                configuration,
                Files.isDirectory(home.flinkLib())
                        ? new String[0]
                        : jars(project).stream().map(Path::toString).toArray(String[]::new));
        environment.setParallelism(parallelism);
        return environment;
    }

    @Override
    public void close() {
        admin.close();
        platform.down(false);
        PlatformHome.deleteTree(home.flinkLib());
    }
}
