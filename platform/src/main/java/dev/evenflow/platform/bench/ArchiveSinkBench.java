package dev.evenflow.platform.bench;

import static dev.evenflow.platform.bench.PlatformBench.check;

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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs the benchmark in a JVM of its own, whose output is this command's.
 *
 * @param profile case to profile
 * @param memory heap of that JVM, for example {@code 4g}
 */
record ArchiveSinkBench(
        int rows, int subjects, int rounds, String parallelism, String cases, Optional<String> profile, String memory) {

    void run() {
        check(rows >= 1_000 && rows <= 500_000, "--rows", rows, "1000 to 500000");
        check(subjects >= 1, "--subjects", subjects, "at least 1");
        check(rounds >= 2, "--rounds", rounds, "at least 2, as the first does not count");
        check(parallelism.matches("[12](,[12])*"), "--parallelism", parallelism, "1, 2 or 1,2");
        check(cases.matches("[0abcd](,[0abcd])*"), "--cases", cases, "some of 0,a,b,c,d");
        profile.ifPresent(given -> check(given.matches("[0abcd]"), "--profile", given, "0, a, b, c or d"));
        Project project = Project.locate();
        PlatformHome home = PlatformHome.resolve();
        String run = "bench-" + ProcessHandle.current().pid();
        Path work = home.root().resolve(run);
        try {
            Files.createDirectories(home.logs());
            int most = Arrays.stream(parallelism.split(",", -1))
                    .mapToInt(Integer::parseInt)
                    .max()
                    .orElse(1);
            FlinkConfiguration.writeEmbedded(work, project, 0, most, java.util.Map.of());
            Process process = new ProcessBuilder(command(project, work, home.log(run)))
                    .inheritIO()
                    .start();
            Thread stopChild = new Thread(process::destroyForcibly);
            Runtime.getRuntime().addShutdownHook(stopChild);
            int exit = process.waitFor();
            Runtime.getRuntime().removeShutdownHook(stopChild);
            if (exit != 0) {
                throw new PlatformException(
                        "the benchmark failed (exit code " + exit + "); its log is " + home.log(run));
            }
            Files.deleteIfExists(home.log(run));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("interrupted", e);
        } catch (IOException e) {
            throw new PlatformException("cannot run the benchmark: " + e.getMessage(), e);
        } finally {
            PlatformHome.deleteTree(work);
        }
    }

    private List<String> command(Project project, Path work, Path log) {
        List<String> command = new ArrayList<>(List.of(ManagedProcess.java(), "-Xmx" + memory));
        command.addAll(FlinkConfiguration.javaOptions(work));
        command.addAll(List.of(
                "-Dlog.file=" + log,
                "-Dlog4j2.configurationFile=" + work.resolve("log4j2-cli.properties"),
                "-cp",
                Stream.of(
                                project.benchmarks(),
                                project.benchmarks().resolveSibling("lib").resolve("*"),
                                project.root().resolve("platform/target/evenflow-platform-0.1.0-SNAPSHOT.jar"),
                                project.jobJar("inference-archive"),
                                project.flinkLib().resolve("*"))
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator)),
                "dev.evenflow.benchmarks.ArchiveSinkBenchmark"));
        command.addAll(List.of(
                "--conf", work.toString(), "--work", work.resolve("runs").toString()));
        command.addAll(List.of("--rows", Integer.toString(rows), "--subjects", Integer.toString(subjects)));
        command.addAll(List.of("--rounds", Integer.toString(rounds), "--parallelism", parallelism, "--cases", cases));
        profile.ifPresent(given -> command.addAll(List.of("--profile", given)));
        return command;
    }
}
