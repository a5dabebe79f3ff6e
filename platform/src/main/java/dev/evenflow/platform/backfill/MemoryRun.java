package dev.evenflow.platform.backfill;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.Project;
import dev.evenflow.platform.flink.FlinkSubmission;
import dev.evenflow.platform.process.ManagedProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs a job's plan and kernel over files in the heap of a JVM of its own, without Flink's runtime.
 *
 * @param source directory of the history
 * @param memory heap of that JVM, for example {@code 2g}
 */
record MemoryRun(Path jar, Path source, List<String> arguments, int threads, String memory) {
    /** The job that has such an engine. */
    static final String JOB = "fraud-features";

    private static final String MAIN = "dev.evenflow.fraud.local.LocalBackfill";
    /** LocalBackfill's exit code for a history that is too large for the heap. */
    private static final int TOO_LARGE = 3;

    /** What is smaller is done before the optimising compiler's code is worth its making. */
    private static final long SHORT_RUN_BYTES = 200_000_000;

    /** False where the history does not fit; then nothing was written. */
    boolean run(PlatformHome home, Project project) {
        Path errors = home.output("backfill-" + ProcessHandle.current().pid());
        try {
            Files.createDirectories(errors.toAbsolutePath().getParent());
            ClassArchive classes =
                    ClassArchive.of(Files.createDirectories(home.root().resolve("backfill-classes")), jar);
            Process process = new ProcessBuilder(command(project, classes))
                    .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(errors.toFile())
                    .start();
            Thread stopChild = new Thread(process::destroyForcibly);
            Runtime.getRuntime().addShutdownHook(stopChild);
            process.getOutputStream().close();
            int exit = process.waitFor();
            Runtime.getRuntime().removeShutdownHook(stopChild);
            if (exit != 0 && exit != TOO_LARGE) {
                throw new PlatformException("the backfill failed (exit code " + exit + ")\n"
                        + FlinkSubmission.causes(Files.readString(errors)) + "\n  more: " + errors);
            }
            Files.delete(errors);
            classes.keep();
            return exit == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("interrupted", e);
        } catch (IOException e) {
            throw new PlatformException("cannot run the backfill: " + e.getMessage(), e);
        }
    }

    private List<String> command(Project project, ClassArchive classes) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ManagedProcess.java(),
                "-Xms" + memory,
                "-Xmx" + memory,
                "-XX:+UseParallelGC",
                // rows lie in a few large arrays that live to the end: a larger nursery would only be more memory
                "-XX:NewRatio=4",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"));
        if (bytes(source) < SHORT_RUN_BYTES) {
            command.add("-XX:TieredStopAtLevel=1");
        }
        command.addAll(classes.options());
        command.addAll(List.of("-cp", classPath(project), MAIN, Integer.toString(threads)));
        command.addAll(arguments);
        return command;
    }

    private static long bytes(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    /** The job's jar and the types of Flink that its own are made of; of the logging only what says errors. */
    private String classPath(Project project) throws IOException {
        Path logging = project.root().resolve("platform/target/lib");
        try (Stream<Path> simple = Files.list(logging)) {
            return Stream.of(
                            Stream.of(jar),
                            project.flinkLibrary().stream()
                                    .filter(path ->
                                            !path.getFileName().toString().startsWith("log4j")),
                            simple.filter(path -> path.getFileName().toString().startsWith("slf4j-simple")))
                    .flatMap(paths -> paths)
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }
}
