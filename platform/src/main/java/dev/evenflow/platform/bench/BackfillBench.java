package dev.evenflow.platform.bench;

import static dev.evenflow.platform.bench.PlatformBench.check;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.Project;
import dev.evenflow.platform.process.ManagedProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs the benchmark in a JVM of its own, whose output is this command's.
 *
 * @param handbook the Handbook's raw CSV
 */
record BackfillBench(Optional<Path> handbook, long rows, int rounds, String cases) {

    void run() {
        check(rows >= 1_000 && rows <= 100_000_000, "--rows", rows, "1000 to 100000000");
        check(rounds >= 1, "--rounds", rounds, "at least 1");
        check(cases.matches("[efdh](,[efdh])*"), "--cases", cases, "some of e,f,d,h");
        handbook.ifPresent(file -> check(Files.isRegularFile(file), "--handbook", file, "a file"));
        Project project = Project.locate();
        Path work = PlatformHome.resolve()
                .root()
                .resolve("bench-" + ProcessHandle.current().pid());
        try {
            Files.createDirectories(work);
            Process process =
                    new ProcessBuilder(command(project, work)).inheritIO().start();
            Thread stopChild = new Thread(process::destroy);
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
        } finally {
            PlatformHome.deleteTree(work);
        }
    }

    private List<String> command(Project project, Path work) {
        Path target = project.root().resolve("platform/target");
        List<String> command = new ArrayList<>(List.of(
                ManagedProcess.java(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-cp",
                Stream.of(
                                project.benchmarks(),
                                project.benchmarks().resolveSibling("lib").resolve("*"),
                                target.resolve("evenflow-platform-0.1.0-SNAPSHOT.jar"),
                                target.resolve("lib").resolve("*"),
                                project.jobJar("fraud-features"))
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator)),
                "dev.evenflow.benchmarks.backfill.BackfillBenchmark"));
        command.addAll(List.of("--project", project.root().toString(), "--work", work.toString()));
        command.addAll(List.of("--rows", Long.toString(rows), "--rounds", Integer.toString(rounds), "--cases", cases));
        handbook.ifPresent(file ->
                command.addAll(List.of("--handbook", file.toAbsolutePath().toString())));
        return command;
    }
}
