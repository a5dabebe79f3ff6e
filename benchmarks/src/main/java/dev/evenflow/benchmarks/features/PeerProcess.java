package dev.evenflow.benchmarks.features;

import dev.evenflow.platform.process.ManagedProcess;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A JVM of a peer's own, whose errors go to a log. It ends with the benchmark. */
record PeerProcess(Process process, Path log) implements AutoCloseable {
    private static final long LIMIT_SECONDS = 30;

    static PeerProcess start(Path log, List<String> jvm, List<Path> classPath, String mainClass, List<String> options)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(ManagedProcess.java()));
        command.addAll(jvm);
        command.addAll(List.of(
                "-cp",
                classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                mainClass));
        command.addAll(options);
        Files.createDirectories(log.getParent());
        Process process =
                new ProcessBuilder(command).redirectError(log.toFile()).start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return new PeerProcess(process, log);
    }

    /** The rest of the first line that begins so; it fails if the process ends without one. */
    String awaitLine(String begin) throws IOException {
        BufferedReader output = process.inputReader();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(begin)) return line.substring(begin.length()).strip();
        }
        throw new IllegalStateException("the peer ended without saying '" + begin.strip() + "'; its log is " + log);
    }

    Optional<String> failure() {
        return process.isAlive() ? Optional.empty() : Optional.of("its process has ended; its log is " + log);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) process.destroyForcibly();
    }

    /** Jars of a directory whose names begin with one of these, or all of them. */
    static List<Path> jars(Path directory, String... begins) {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> jars = files.filter(file -> {
                        String name = file.getFileName().toString();
                        return name.endsWith(".jar")
                                && (begins.length == 0 || Stream.of(begins).anyMatch(name::startsWith));
                    })
                    .sorted()
                    .toList();
            if (jars.size() < begins.length)
                throw new IllegalStateException(directory + " has " + jars + ", expected " + List.of(begins));
            return jars;
        } catch (IOException e) {
            throw new IllegalStateException("cannot list " + directory + ": " + e.getMessage(), e);
        }
    }
}
