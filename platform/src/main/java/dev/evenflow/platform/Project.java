package dev.evenflow.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The checked-out project that this command was built from: class paths of the processes, configuration, job jars.
 *
 * @param root the directory that holds {@code ./evenflow}
 */
public record Project(Path root) {

    /** From {@code -Devenflow.project}, else the nearest parent of the working directory that holds {@code flink-conf}. */
    public static Project locate() {
        String given = System.getProperty("evenflow.project");
        if (given != null) {
            return new Project(Path.of(given).toAbsolutePath().normalize());
        }
        for (Path dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
            if (Files.exists(dir.resolve("flink-conf/config.yaml"))) {
                return new Project(dir);
            }
        }
        throw new PlatformException("Evenflow's project directory was not found above "
                + Path.of("").toAbsolutePath() + ": run ./evenflow, or give -Devenflow.project=DIR");
    }

    public Path kafkaConf() {
        return root.resolve("platform/processes/kafka/conf");
    }

    public List<Path> kafkaLibrary() {
        return jars(root.resolve("platform/processes/kafka/target/dist/lib"));
    }

    public List<Path> flinkLibrary() {
        return jars(flinkLib());
    }

    public Path flinkLib() {
        return root.resolve("platform/processes/flink/target/dist/lib");
    }

    public Path flinkPlugins() {
        return root.resolve("platform/processes/flink/target/dist/plugins");
    }

    public Path flinkConf() {
        return root.resolve("flink-conf");
    }

    /** Configuration, rules and dashboards for those who watch. */
    public Path monitoring() {
        return flinkConf().resolve("monitoring");
    }

    public Path registryRunner() {
        return jars(root.resolve("platform/processes/registry/target/dist")).stream()
                .filter(jar -> jar.toString().endsWith("-runner.jar"))
                .findFirst()
                .orElseThrow(() -> notBuilt(root.resolve("platform/processes/registry/target/dist")));
    }

    /** The jar that is submitted for a job, for example {@code fraud-features}; the same file one deploys elsewhere. */
    public Path jobJar(String job) {
        Path target = root.resolve("jobs").resolve(job).resolve("target");
        if (!Files.isDirectory(root.resolve("jobs").resolve(job))) {
            throw new PlatformException("there is no job '" + job + "'; there are: " + jobs());
        }
        if (!Files.isDirectory(target)) {
            throw notBuilt(target);
        }
        return jars(target).stream()
                .filter(jar -> jar.getFileName().toString().endsWith("-job.jar"))
                .findFirst()
                .orElseThrow(() -> notBuilt(target.resolve("*-job.jar")));
    }

    /** Class path of the example model server. */
    public List<Path> scorerLibrary() {
        Path target = root.resolve("examples/scorer/target");
        List<Path> all = new ArrayList<>(jars(target));
        all.addAll(jars(target.resolve("lib")));
        return all;
    }

    /** The benchmarks' own jar; what else they need is in {@code lib} beside it, in Flink's library and in the job's jar. */
    public Path benchmarks() {
        Path jar = root.resolve("benchmarks/target/evenflow-benchmarks.jar");
        if (!Files.exists(jar)) {
            throw notBuilt(jar);
        }
        return jar;
    }

    public List<String> jobs() {
        try (Stream<Path> dirs = Files.list(root.resolve("jobs"))) {
            return dirs.filter(dir -> Files.exists(dir.resolve("pom.xml")))
                    .map(dir -> dir.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new PlatformException("cannot list " + root.resolve("jobs"), e);
        }
    }

    private static List<Path> jars(Path dir) {
        if (!Files.isDirectory(dir)) {
            throw notBuilt(dir);
        }
        try (Stream<Path> files = Files.list(dir)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new PlatformException("cannot list " + dir, e);
        }
    }

    private static PlatformException notBuilt(Path path) {
        return new PlatformException(
                path + " is missing: build it with ./mvnw package -DskipTests, or start ./evenflow, which does");
    }
}
