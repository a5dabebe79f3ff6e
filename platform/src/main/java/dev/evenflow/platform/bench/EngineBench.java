package dev.evenflow.platform.bench;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.Project;
import dev.evenflow.platform.process.ManagedProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs a benchmark that needs nothing but this project's own jars, in a JVM of its own whose output is this command's.
 *
 * @param mainClass of the benchmarks module
 * @param options name → value, as {@code --name value}
 */
record EngineBench(String mainClass, Map<String, String> options) {

    void run() {
        try {
            Process process =
                    new ProcessBuilder(command(Project.locate())).inheritIO().start();
            Thread stopChild = new Thread(process::destroyForcibly);
            Runtime.getRuntime().addShutdownHook(stopChild);
            int exit = process.waitFor();
            Runtime.getRuntime().removeShutdownHook(stopChild);
            if (exit != 0) {
                throw new PlatformException("the benchmark failed (exit code " + exit + ")");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("interrupted", e);
        } catch (IOException e) {
            throw new PlatformException("cannot run the benchmark: " + e.getMessage(), e);
        }
    }

    private List<String> command(Project project) {
        Path target = project.root().resolve("platform/target");
        List<String> command = new ArrayList<>(List.of(
                ManagedProcess.java(),
                "-Xmx2500m",
                // one thread works, and one core is what is measured
                "-XX:+UseSerialGC",
                "-cp",
                Stream.of(
                                project.benchmarks(),
                                target.resolve("evenflow-platform-0.1.0-SNAPSHOT.jar"),
                                target.resolve("lib").resolve("*"))
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator)),
                mainClass));
        options.forEach((name, value) -> command.addAll(List.of("--" + name, value)));
        return command;
    }
}
