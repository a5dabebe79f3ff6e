package dev.evenflow.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the project's command line with a home of its own, without building, and keeps what it prints. */
final class Evenflow {
    private static final Duration PATIENCE = Duration.ofMinutes(8);

    private final Path project = Path.of("..").toAbsolutePath().normalize();
    private final Path home;
    private int commands;

    Evenflow(Path home) {
        this.home = home;
    }

    /** What a command printed to standard output, and how it ended. */
    record Result(int exitCode, String output, String errors) {
        String all() {
            return output + errors;
        }
    }

    Result run(String... arguments) throws IOException, InterruptedException {
        Process process = start(arguments);
        Path output = output("out");
        Path errors = output("err");
        boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (!ended) process.destroyForcibly();
        Result result = new Result(ended ? process.exitValue() : -1, text(output), text(errors));
        assertThat(ended)
                .as("%s did not end within %s:%n%s", String.join(" ", arguments), PATIENCE, result.all())
                .isTrue();
        return result;
    }

    /** Starts a command that goes on while the test does; whoever starts it ends it. */
    Process start(String... arguments) throws IOException {
        commands++;
        List<String> command =
                new ArrayList<>(List.of(project.resolve("evenflow").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(project.toFile())
                .redirectOutput(output("out").toFile())
                .redirectError(output("err").toFile());
        builder.environment().put("EVENFLOW_HOME", home.resolve("platform").toString());
        builder.environment().put("EVENFLOW_NO_BUILD", "1");
        return builder.start();
    }

    /** What the command that was started last has printed so far. */
    String outputOfLast() throws IOException {
        return text(output("out"));
    }

    private Path output(String kind) {
        return home.resolve("command-" + commands + "." + kind);
    }

    /** Runs a command that must succeed. */
    String succeed(String... arguments) throws IOException, InterruptedException {
        Result result = run(arguments);
        assertThat(result.exitCode())
                .as("%s:%n%s", String.join(" ", arguments), result.all())
                .isZero();
        return result.output();
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
