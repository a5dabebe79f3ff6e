package dev.evenflow.platform.bench;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.Project;
import dev.evenflow.platform.process.ManagedProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs the benchmark in a JVM of its own, whose output is this command's.
 *
 * @param profile case to profile
 */
record QualityBench(int rows, int customers, int rounds, int window, String cases, Optional<String> profile) {
    private static final String CONTRACT = "schemas/src/main/avro/dev/evenflow/payments/transactions.odcs.yaml";

    void run() {
        check(rows >= 10_000 && rows <= 2_000_000, "--rows", rows, "10000 to 2000000");
        check(customers >= 10, "--customers", customers, "at least 10");
        check(rounds >= 2, "--rounds", rounds, "at least 2, as the first does not count");
        check(window >= 100 && window <= rows, "--window", window, "100 to the number of rows");
        check(cases.matches("[0pkcm](,[0pkcm])*"), "--cases", cases, "some of 0,p,k,c,m");
        profile.ifPresent(given -> check(given.matches("[0pkcm]"), "--profile", given, "0, p, k, c or m"));
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
                "-Xmx1500m",
                // one thread works, and one core is what is measured
                "-XX:+UseSerialGC",
                "-cp",
                Stream.of(
                                project.benchmarks(),
                                target.resolve("evenflow-platform-0.1.0-SNAPSHOT.jar"),
                                target.resolve("lib").resolve("*"))
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator)),
                "dev.evenflow.benchmarks.QualityProfileBenchmark"));
        command.addAll(List.of("--contract", project.root().resolve(CONTRACT).toString()));
        command.addAll(List.of("--rows", Integer.toString(rows), "--customers", Integer.toString(customers)));
        command.addAll(List.of("--rounds", Integer.toString(rounds), "--window", Integer.toString(window)));
        command.addAll(List.of("--cases", cases));
        profile.ifPresent(given -> command.addAll(List.of("--profile", given)));
        return command;
    }

    private static void check(boolean holds, String option, Object given, String expected) {
        if (!holds) {
            throw new PlatformException("option " + option + " is " + given + ", expected " + expected);
        }
    }
}
