package dev.evenflow.platform.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenflow.platform.PlatformException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With tiny real processes: a Java source file run by {@code java}. */
class ManagedProcessTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private final List<ProcessRecord> started = new ArrayList<>();

    @AfterEach
    void stopAll() {
        started.forEach(process -> ManagedProcess.stop(process, Duration.ofSeconds(5)));
    }

    @Test
    void isFoundAgainByItsStartTimeAndMarkerOnly() throws IOException {
        ProcessRecord sleeper = start("sleeper", "Thread.sleep(600_000);");
        ManagedProcess.awaitReady(sleeper, log(), output(), Optional::empty, LIMIT);
        assertThat(sleeper.isAlive()).isTrue();

        ProcessRecord otherStart = new ProcessRecord(
                sleeper.name(), sleeper.pid(), sleeper.startedAtMillis() - 60_000, sleeper.marker(), List.of(), 0);
        ProcessRecord otherCommand = new ProcessRecord(
                sleeper.name(), sleeper.pid(), sleeper.startedAtMillis(), "-Devenflow.process=other", List.of(), 0);
        assertThat(otherStart.isAlive())
                .as("an id that was given to a later process")
                .isFalse();
        assertThat(otherCommand.isAlive()).as("a process that is not ours").isFalse();

        ManagedProcess.stop(otherStart, LIMIT);
        ManagedProcess.stop(otherCommand, LIMIT);
        assertThat(sleeper.isAlive()).as("untouched by stops meant for others").isTrue();

        ManagedProcess.stop(sleeper, LIMIT);
        assertThat(sleeper.isAlive()).isFalse();
    }

    @Test
    void aDeathAtStartIsToldWithWhatItWrote() throws IOException {
        ProcessRecord dying = start("dying", "throw new IllegalStateException(\"no such disk\");");
        assertThatThrownBy(() -> ManagedProcess.awaitReady(dying, log(), output(), () -> Optional.of("waiting"), LIMIT))
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining("dying (pid " + dying.pid() + ") died while starting")
                .hasMessageContaining("no such disk");
    }

    @Test
    void whoeverSurvivesSigtermIsKilled() throws IOException {
        ProcessRecord stubborn = start(
                "stubborn",
                "Runtime.getRuntime().addShutdownHook(new Thread(() -> { try { Thread.sleep(600_000); } catch (InterruptedException e) {} }));"
                        + "java.nio.file.Files.createFile(java.nio.file.Path.of(args[0]));"
                        + "Thread.sleep(600_000);");
        Path ready = directory.resolve("ready");
        ManagedProcess.awaitReady(
                stubborn,
                log(),
                output(),
                () -> Files.exists(ready) ? Optional.empty() : Optional.of("no file"),
                LIMIT);
        ManagedProcess.stop(stubborn, Duration.ofMillis(300));
        assertThat(stubborn.isAlive()).isFalse();
    }

    @Test
    void aListenerThatIsNotOursIsNotBelieved() throws IOException {
        ProcessRecord sleeper = start("sleeper", "Thread.sleep(600_000);");
        try (ServerSocket foreign = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ProcessRecord claims = new ProcessRecord(
                    "kafka",
                    sleeper.pid(),
                    sleeper.startedAtMillis(),
                    sleeper.marker(),
                    List.of(foreign.getLocalPort()),
                    0);
            assertThatThrownBy(() -> ManagedProcess.awaitReady(claims, log(), output(), Optional::empty, LIMIT))
                    .isInstanceOf(PlatformException.class)
                    .hasMessageContaining("listened on by a process that is not ours");
        }
    }

    @Test
    void aTakenPortIsRefusedBeforeTheStart() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ProcessSpec spec = new ProcessSpec(
                    "kafka", List.of("-version"), Map.of(), directory, log(), output(), List.of(taken.getLocalPort()));
            assertThatThrownBy(() -> ManagedProcess.start(spec))
                    .isInstanceOf(PlatformException.class)
                    .hasMessageContaining("port " + taken.getLocalPort() + " on 127.0.0.1 is taken");
        }
    }

    private ProcessRecord start(String name, String body) throws IOException {
        Path source = Files.writeString(
                directory.resolve("Main.java"),
                "public class Main { public static void main(String[] args) throws Exception { " + body + " } }");
        ProcessRecord process = ManagedProcess.start(new ProcessSpec(
                name,
                List.of("-Xmx64m", source.toString(), directory.resolve("ready").toString()),
                Map.of(),
                directory,
                log(),
                output(),
                List.of()));
        started.add(process);
        return process;
    }

    private Path log() {
        return directory.resolve("logs/process.log");
    }

    private Path output() {
        return directory.resolve("logs/process.out");
    }
}
