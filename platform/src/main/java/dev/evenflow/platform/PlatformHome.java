package dev.evenflow.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Where the local platform keeps everything it writes: state file, logs, and one data directory per process. Nothing
 * outside {@code root} is touched.
 *
 * @param root absolute; {@code EVENFLOW_HOME}, else {@code .evenflow} of the project
 */
public record PlatformHome(Path root) {

    public PlatformHome {
        root = root.toAbsolutePath().normalize();
    }

    /** The home of this command: {@code EVENFLOW_HOME}, else {@code .evenflow} of the project. */
    public static PlatformHome resolve() {
        String home = System.getenv("EVENFLOW_HOME");
        return new PlatformHome(
                home == null || home.isBlank() ? Project.locate().root().resolve(".evenflow") : Path.of(home));
    }

    public Path stateFile() {
        return root.resolve("platform.json");
    }

    public Path lockFile() {
        return root.resolve("platform.lock");
    }

    public Path logs() {
        return root.resolve("logs");
    }

    /** What the process's logging writes. */
    public Path log(String process) {
        return logs().resolve(process + ".log");
    }

    /** Standard output and error of the process: empty unless something goes wrong early. */
    public Path output(String process) {
        return logs().resolve(process + ".out");
    }

    public Path data(String process) {
        return root.resolve("data").resolve(process);
    }

    public Path flinkConf() {
        return root.resolve("flink-conf");
    }

    /** Jars that JobManager and TaskManager get besides Flink's own, as in a cluster of one application; there are none unless somebody puts them there. */
    public Path flinkLib() {
        return root.resolve("flink-lib");
    }

    /** Lines that are added to the broker's configuration, and win; there are none unless somebody puts them there. */
    public Path brokerExtra() {
        return root.resolve("kafka-extra.properties");
    }

    /** Key stores, passwords and client files of a platform that was started with --secure. */
    public Path secrets() {
        return root.resolve("secrets");
    }

    /** What a Prometheus needs to watch this platform: configuration, rules, addresses. */
    public Path monitoring() {
        return root.resolve("monitoring");
    }

    public Path checkpoints() {
        return data("flink").resolve("checkpoints");
    }

    public Path savepoints() {
        return data("flink").resolve("savepoints");
    }

    /** What the local monitor watches; baselines are beside it. */
    public Path qualityFile() {
        return data("quality").resolve("quality.yaml");
    }

    /** Where the local jobs tell what they read and write. */
    public Path lineage() {
        return data("lineage");
    }

    /** The description of the local archive; the archive itself is beside it. */
    public Path archiveFile() {
        return data("archive").resolve("archive.yaml");
    }

    /** Removes what the platform made; what else is in the home (a build log) stays. */
    public void deleteData() {
        for (Path path : new Path[] {root.resolve("data"), flinkConf(), monitoring(), logs(), stateFile(), secrets()}) {
            deleteTree(path);
        }
    }

    public static void deleteTree(Path path) {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(path)) {
            for (Path each : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + path, e);
        }
    }
}
