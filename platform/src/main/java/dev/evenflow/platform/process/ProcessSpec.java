package dev.evenflow.platform.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A Java process to start.
 *
 * @param command what follows {@code java}: options, class path, main class, arguments
 * @param log where the process's own logging goes; shown when it dies
 * @param output where its standard output and error go
 * @param ports where it must listen on 127.0.0.1, the one for clients first
 */
public record ProcessSpec(
        String name,
        List<String> command,
        Map<String, String> environment,
        Path workingDirectory,
        Path log,
        Path output,
        List<Integer> ports) {

    public ProcessSpec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        ports = List.copyOf(ports);
    }
}
