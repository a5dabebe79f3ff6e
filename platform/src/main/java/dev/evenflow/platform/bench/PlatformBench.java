package dev.evenflow.platform.bench;

import dev.evenflow.platform.LocalPlatform;
import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.Project;
import dev.evenflow.platform.flink.FlinkConfiguration;
import dev.evenflow.platform.process.ManagedProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs a benchmark that needs a platform of its own, in a JVM of its own whose output is this command's. The platform's home is {@code bench} below
 * this one's; the running platform, if there is one, is left alone.
 *
 * @param mainClass of the benchmarks module
 * @param options name → value, as {@code --name value}
 */
record PlatformBench(String mainClass, Map<String, String> options) {
    private static final String HEAP = "-Xmx1g";

    void run() {
        Project project = Project.locate();
        Path root = PlatformHome.resolve().root().resolve("bench");
        LocalPlatform platform = new LocalPlatform(new PlatformHome(root), project, line -> {});
        try {
            Files.createDirectories(root);
            Process process =
                    new ProcessBuilder(command(project, root)).inheritIO().start();
            Thread stopAll = new Thread(() -> {
                process.destroyForcibly();
                platform.down(false);
            });
            Runtime.getRuntime().addShutdownHook(stopAll);
            int exit = process.waitFor();
            try {
                Runtime.getRuntime().removeShutdownHook(stopAll);
            } catch (IllegalStateException e) {
                // this command was stopped, and the hook is cleaning up
                return;
            }
            // it leaves nothing running, unless it was killed
            platform.down(exit != 0);
            if (exit != 0) {
                throw new PlatformException("the benchmark failed (exit code " + exit + "); the logs are in "
                        + new PlatformHome(root).logs());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("interrupted", e);
        } catch (IOException e) {
            throw new PlatformException("cannot run the benchmark: " + e.getMessage(), e);
        }
    }

    private List<String> command(Project project, Path root) {
        List<String> command = new ArrayList<>(List.of(ManagedProcess.java(), HEAP, "-XX:+UseSerialGC"));
        command.addAll(FlinkConfiguration.javaOptions(project.flinkConf()));
        command.addAll(List.of(
                "-Devenflow.project=" + project.root(),
                "-Dlog.file=" + root.resolve("bench.log"),
                "-Dlog4j2.configurationFile=" + project.flinkConf().resolve("log4j2-cli.properties"),
                "-cp",
                Stream.of(
                                project.flinkLib().resolve("*"),
                                project.benchmarks(),
                                project.benchmarks().resolveSibling("lib").resolve("*"),
                                project.jobJar("fraud-features"),
                                project.root().resolve("platform/target/evenflow-platform-0.1.0-SNAPSHOT.jar"))
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator)),
                mainClass));
        command.addAll(List.of("--work", root.toString()));
        options.forEach((name, value) -> command.addAll(List.of("--" + name, value)));
        return command;
    }

    static void check(boolean holds, String option, Object given, String expected) {
        if (!holds) {
            throw new PlatformException("option " + option + " is " + given + ", expected " + expected);
        }
    }
}
