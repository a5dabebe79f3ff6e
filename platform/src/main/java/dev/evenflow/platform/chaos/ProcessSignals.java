package dev.evenflow.platform.chaos;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.process.ProcessRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What is done to processes of ours, and to no others: each is looked up by its id, start time and marker. */
final class ProcessSignals {
    private ProcessSignals() {}

    static void kill(ProcessRecord process) {
        ProcessHandle handle = require(process);
        handle.destroyForcibly();
        try {
            handle.onExit().get(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("interrupted", e);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new PlatformException(process.name() + " (pid " + process.pid() + ") survives SIGKILL", e);
        }
    }

    static void stop(ProcessRecord process) {
        run("sh", "-c", "kill -STOP " + require(process).pid());
    }

    static void go(ProcessRecord process) {
        if (process.isAlive()) run("sh", "-c", "kill -CONT " + process.pid());
    }

    /** From now on each write that makes a file larger fails (EFBIG), as on a full disk; nothing else is touched. */
    static void fillDisk(ProcessRecord process) {
        run("prlimit", "--pid", Long.toString(require(process).pid()), "--fsize=1:");
    }

    static void emptyDisk(ProcessRecord process) {
        if (process.isAlive()) run("prlimit", "--pid", Long.toString(process.pid()), "--fsize=unlimited:");
    }

    /** Whether {@link #fillDisk} can work here: {@code prlimit} of util-linux is there. */
    static boolean canFillDisk() {
        try {
            return new ProcessBuilder("prlimit", "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("interrupted", e);
        }
    }

    private static ProcessHandle require(ProcessRecord process) {
        return process.find()
                .orElseThrow(() -> new PlatformException(
                        process.name() + " (pid " + process.pid() + ") is gone before anything was done to it"));
    }

    private static void run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0)
                throw new PlatformException(String.join(" ", List.of(command)) + " failed: " + said.strip());
        } catch (IOException e) {
            throw new PlatformException("cannot run " + command[0] + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("interrupted", e);
        }
    }
}
