package dev.evenflow.platform.flink;

import dev.evenflow.platform.FlinkSizes;
import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.PlatformPorts;
import dev.evenflow.platform.Project;
import dev.evenflow.platform.access.FlinkTls;
import dev.evenflow.platform.access.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The configuration directory of the local cluster: the project's {@code flink-conf/config.yaml} with this home's
 * addresses, directories and sizes in the place of keys of the same name.
 */
public final class FlinkConfiguration {
    private static final String LOOPBACK = "127.0.0.1";

    private static final String REPORTER = "metrics.reporter.prometheus.";

    private FlinkConfiguration() {}

    /** Arguments of a process: JobManager and TaskManager read one file, and each needs a port of its own. */
    static List<String> metricsAt(int port) {
        return List.of("-D", REPORTER + "port=" + port);
    }

    /** The name under which a TaskManager registers. */
    static List<String> registeredAs(String id) {
        return List.of("-D", "taskmanager.resource-id=" + id);
    }

    /** @param secure TLS for everybody, among themselves and with clients, and a certificate of those too */
    public static void write(
            PlatformHome home, Project project, PlatformPorts ports, FlinkSizes sizes, boolean secure) {
        Map<String, String> here = new LinkedHashMap<>();
        here.put("jobmanager.rpc.address", LOOPBACK);
        here.put("jobmanager.rpc.port", Integer.toString(ports.flinkRpc()));
        here.put("jobmanager.bind-host", LOOPBACK);
        here.put("jobmanager.memory.process.size", sizes.jobManagerMemory());
        here.put("blob.server.port", Integer.toString(ports.flinkBlob()));
        here.put("rest.address", LOOPBACK);
        here.put("rest.bind-address", LOOPBACK);
        here.put("rest.port", Integer.toString(ports.flinkRest()));
        here.put("rest.bind-port", Integer.toString(ports.flinkRest()));
        here.put("taskmanager.host", LOOPBACK);
        here.put("taskmanager.bind-host", LOOPBACK);
        // any free one, another at each start: a JobManager that has just lost a TaskManager does not talk to the next
        // one at the same address
        here.put("taskmanager.rpc.port", "0");
        here.put("taskmanager.data.port", Integer.toString(ports.taskManagerData()));
        here.put("taskmanager.data.bind-port", Integer.toString(ports.taskManagerData()));
        here.put("taskmanager.memory.process.size", sizes.taskManagerMemory());
        here.put("taskmanager.numberOfTaskSlots", Integer.toString(sizes.slots()));
        here.put("parallelism.default", Integer.toString(sizes.parallelism()));
        here.put("execution.checkpointing.dir", home.checkpoints().toUri().toString());
        here.put(
                "execution.checkpointing.savepoint-dir",
                home.savepoints().toUri().toString());
        here.put("io.tmp.dirs", home.data("flink").resolve("tmp").toString());
        // each of our jobs brings it: how a run ended is told beside how it began
        here.put("execution.job-status-changed-listeners", "dev.evenflow.flink.lineage.LineageListenerFactory");
        here.put(REPORTER + "factory.class", "dev.evenflow.metrics.LoopbackPrometheusReporterFactory");
        if (secure) {
            here.putAll(FlinkTls.cluster(Secrets.of(home)));
        }
        try {
            Files.createDirectories(home.checkpoints());
            Files.createDirectories(home.savepoints());
            Files.createDirectories(home.data("flink").resolve("tmp"));
        } catch (IOException e) {
            throw new PlatformException("cannot write " + home.data("flink") + ": " + e.getMessage(), e);
        }
        write(home.flinkConf(), project, here);
    }

    /**
     * For a Flink inside one JVM that runs one bounded job and ends.
     *
     * @param tls further options: {@link FlinkTls#rest} where the home has secrets
     */
    public static void writeEmbedded(
            Path directory, Project project, int restPort, int parallelism, Map<String, String> tls) {
        Map<String, String> here = new LinkedHashMap<>();
        here.put("rest.address", LOOPBACK);
        here.put("rest.bind-address", LOOPBACK);
        here.put("rest.port", Integer.toString(restPort));
        here.put("rest.bind-port", Integer.toString(restPort));
        here.put("jobmanager.bind-host", LOOPBACK);
        here.put("taskmanager.bind-host", LOOPBACK);
        // sorting and shuffling take what the heap is not for
        here.put("taskmanager.memory.managed.size", 256 * parallelism + "m");
        here.put("taskmanager.memory.network.min", "128m");
        here.put("taskmanager.memory.network.max", "128m");
        here.put("io.tmp.dirs", directory.resolve("tmp").toString());
        // progress is shown from what REST says
        here.put("metrics.fetcher.update-interval", "1 s");
        here.put("web.refresh-interval", "1 s");
        // nobody waits for a second attempt of a computation that fails by its input
        here.put("restart-strategy.type", "none");
        here.putAll(tls);
        write(directory, project, here);
    }

    private static void write(Path directory, Project project, Map<String, String> here) {
        try {
            Files.createDirectories(directory);
            // it holds the passwords of key stores where there are any
            Secrets.writeForOwner(
                    directory.resolve("config.yaml"),
                    merge(Files.readAllLines(project.flinkConf().resolve("config.yaml")), here));
            for (String logging : List.of("log4j2.properties", "log4j2-cli.properties")) {
                Files.copy(
                        project.flinkConf().resolve(logging),
                        directory.resolve(logging),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new PlatformException("cannot write " + directory + ": " + e.getMessage(), e);
        }
    }

    /** Of every process: Flink's own list of exports and opens, which its command line needs as well, and the limit of a start. */
    public static List<String> javaOptions(Path configDirectory) {
        Path file = configDirectory.resolve("config.yaml");
        String options = read(file).get("env.java.opts.all");
        if (options == null)
            throw new PlatformException(
                    file + " has no env.java.opts.all: expected Flink's exports and opens for Java 17");
        return List.of(options.split("\\s+"));
    }

    /** The settings of a flat file of flink-conf/, in its order. */
    public static Map<String, String> read(Path file) {
        Map<String, String> settings = new LinkedHashMap<>();
        try {
            for (String line : Files.readAllLines(file)) {
                int colon = line.indexOf(": ");
                if (colon > 0 && !line.startsWith("#"))
                    settings.put(
                            line.substring(0, colon),
                            line.substring(colon + 2).strip().replace("\"", ""));
            }
        } catch (IOException e) {
            throw new PlatformException("cannot read " + file + ": " + e.getMessage(), e);
        }
        return settings;
    }

    static String merge(List<String> base, Map<String, String> here) {
        List<String> lines = new ArrayList<>();
        for (String line : base) {
            int colon = line.indexOf(": ");
            boolean isKey = colon > 0 && !line.startsWith("#") && !line.startsWith(" ");
            if (!isKey || !here.containsKey(line.substring(0, colon))) {
                lines.add(line);
            }
        }
        lines.add("");
        lines.add(
                "# --- this cluster, written by ./evenflow -----------------------------------------------------------------------");
        here.forEach((key, value) -> lines.add(key + ": " + value));
        return String.join("\n", lines) + "\n";
    }
}
