package dev.evenflow.platform.demo;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.Project;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Commands of this command line and of the scorer, each in a JVM of its own, with what they print on this terminal. */
record DemoSteps(PlatformHome home, Project project) {

    /** Shows the command as one would type it. */
    void evenflow(List<String> arguments) {
        System.out.println("$ ./evenflow " + String.join(" ", arguments));
        List<String> command = new ArrayList<>(List.of(
                "-Devenflow.project=" + project.root(),
                "-Devenflow.terminal=" + System.getProperty("evenflow.terminal", "false"),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.evenflow.platform.EvenflowCli"));
        command.addAll(arguments);
        run("./evenflow " + arguments.get(0), command);
    }

    void scorer(List<String> arguments) {
        System.out.println("$ scorer " + String.join(" ", arguments));
        List<String> command = scorerCommand();
        command.addAll(arguments);
        run("scorer " + arguments.get(0), command);
    }

    /** What follows {@code java}; to be completed with arguments. */
    List<String> scorerCommand() {
        return new ArrayList<>(List.of(
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                project.scorerLibrary().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                "dev.evenflow.scorer.Scorer"));
    }

    private void run(String name, List<String> arguments) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("EVENFLOW_HOME", home.root().toString());
        try {
            Process process = builder.start();
            Thread stopChild = new Thread(process::destroy);
            Runtime.getRuntime().addShutdownHook(stopChild);
            int exitCode = process.waitFor();
            Runtime.getRuntime().removeShutdownHook(stopChild);
            if (exitCode != 0) {
                throw new PlatformException(name + " failed (exit code " + exitCode + "); what it said is above");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("interrupted", e);
        } catch (IOException e) {
            throw new PlatformException("cannot start " + name + ": " + e.getMessage(), e);
        }
    }
}
