package dev.evenflow.platform.process;

import dev.evenflow.platform.PlatformException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Starts, awaits and stops a Java process that outlives this one. */
public final class ManagedProcess {
    private static final int TAIL_LINES = 12;
    private static final Duration POLL = Duration.ofMillis(100);

    private ManagedProcess() {}

    /** Starts it detached from this terminal: neither its hang-up nor its Ctrl-C reach the process. */
    public static ProcessRecord start(ProcessSpec spec) {
        for (int port : spec.ports()) {
            if (!LoopbackPorts.isFree(port)) {
                throw new PlatformException(
                        spec.name() + " cannot start: port " + port + " on 127.0.0.1 is taken by another process");
            }
        }
        String marker = "-Devenflow.process=" + spec.name() + "@" + spec.log().getParent();
        List<String> command =
                new ArrayList<>(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh", java(), marker));
        command.addAll(spec.command());
        try {
            Files.createDirectories(spec.log().getParent());
            Files.createDirectories(spec.workingDirectory());
            keepPrevious(spec.log());
            keepPrevious(spec.output());
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(spec.workingDirectory().toFile())
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(spec.output().toFile())
                    .redirectErrorStream(true);
            builder.environment().remove("JAVA_TOOL_OPTIONS");
            builder.environment().putAll(spec.environment());
            Process process = builder.start();
            long startedAt = process.info()
                    .startInstant()
                    .map(start -> start.toEpochMilli())
                    .orElseGet(System::currentTimeMillis);
            return new ProcessRecord(spec.name(), process.pid(), startedAt, marker, spec.ports(), 0);
        } catch (IOException e) {
            throw new PlatformException("cannot start " + spec.name() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Waits until the process listens on its ports, is itself the listener, and passes the check.
     *
     * @return the record with its time to readiness
     */
    public static ProcessRecord awaitReady(
            ProcessRecord process, Path log, Path output, ReadyCheck check, Duration limit) {
        long begin = System.nanoTime();
        String missing = "nothing yet";
        while (System.nanoTime() - begin < limit.toNanos()) {
            if (!ProcessHandle.of(process.pid()).map(ProcessHandle::isAlive).orElse(false)) {
                throw new PlatformException(
                        process.name() + " (pid " + process.pid() + ") died while starting\n" + tail(log, output));
            }
            Optional<String> next = missing(process, check);
            if (next.isEmpty()) {
                return process.readyAfter(System.currentTimeMillis() - process.startedAtMillis());
            }
            missing = next.get();
            pause(POLL);
        }
        throw new PlatformException(process.name() + " (pid " + process.pid() + ") was not ready after "
                + limit.toSeconds() + " s: " + missing + "\n" + tail(log, output));
    }

    /** Empty if the live process listens where it must and passes the check. */
    public static Optional<String> missing(ProcessRecord process, ReadyCheck check) {
        for (int port : process.ports()) {
            switch (ListeningProcess.ownerOf(port, process.pid())) {
                case NOBODY -> {
                    return Optional.of("not listening on 127.0.0.1:" + port);
                }
                case ANOTHER_PROCESS ->
                    throw new PlatformException(process.name() + ": port " + port
                            + " is listened on by a process that is not ours (ours is pid " + process.pid() + ")");
                case THIS_PROCESS -> {}
            }
        }
        return check.missing();
    }

    /** SIGTERM, then SIGKILL. Does nothing if the process is gone or the id belongs to another by now. */
    public static void stop(ProcessRecord process, Duration grace) {
        Optional<ProcessHandle> found = process.find();
        if (found.isEmpty()) {
            return;
        }
        ProcessHandle handle = found.get();
        handle.destroy();
        if (!exitsWithin(handle, grace)) {
            handle.destroyForcibly();
            if (!exitsWithin(handle, Duration.ofSeconds(5))) {
                throw new PlatformException(process.name() + " (pid " + process.pid() + ") survives SIGKILL");
            }
        }
    }

    /** What a person needs to see of a process that failed. */
    public static String tail(Path log, Path output) {
        StringBuilder text = new StringBuilder();
        for (Path file : List.of(log, output)) {
            List<String> lines = LogTail.of(file, TAIL_LINES);
            if (!lines.isEmpty()) {
                text.append("--- last lines of ").append(file).append('\n');
                lines.forEach(line -> text.append("    ").append(line).append('\n'));
            }
        }
        return text.isEmpty()
                ? "(it wrote nothing to " + log + " or " + output + ")"
                : text.toString().stripTrailing();
    }

    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    public static void pause(Duration time) {
        try {
            TimeUnit.MILLISECONDS.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("interrupted", e);
        }
    }

    private static boolean exitsWithin(ProcessHandle handle, Duration time) {
        try {
            handle.onExit().get(time.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("interrupted", e);
        } catch (ExecutionException e) {
            throw new PlatformException("cannot wait for pid " + handle.pid(), e);
        }
    }

    private static void keepPrevious(Path file) throws IOException {
        if (Files.exists(file) && Files.size(file) > 0) {
            Files.move(
                    file, file.resolveSibling(file.getFileName() + ".previous"), StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
