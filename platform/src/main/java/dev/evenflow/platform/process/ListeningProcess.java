package dev.evenflow.platform.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Says whether a port is listened on by a given process, from {@code /proc}. Where there is no {@code /proc} (macOS) it
 * cannot tell and believes it.
 */
public final class ListeningProcess {
    private static final Path PROC = Path.of("/proc");
    private static final String LISTEN = "0A";

    /** Whose listener it is. */
    public enum Owner {
        NOBODY,
        THIS_PROCESS,
        ANOTHER_PROCESS
    }

    private ListeningProcess() {}

    public static Owner ownerOf(int port, long pid) {
        if (!Files.exists(PROC.resolve("net/tcp"))) {
            return LoopbackPorts.isFree(port) ? Owner.NOBODY : Owner.THIS_PROCESS;
        }
        Set<String> listeners = listenersOn(port);
        if (listeners.isEmpty()) {
            return Owner.NOBODY;
        }
        return socketsOf(pid).stream().anyMatch(listeners::contains) ? Owner.THIS_PROCESS : Owner.ANOTHER_PROCESS;
    }

    /** Inodes of the sockets that listen on the port, on any address. */
    private static Set<String> listenersOn(int port) {
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        Set<String> inodes = new HashSet<>();
        for (String table : List.of("net/tcp", "net/tcp6")) {
            for (String line : lines(PROC.resolve(table))) {
                String[] fields = line.strip().split("\\s+");
                if (fields.length > 9 && fields[1].endsWith(suffix) && fields[3].equals(LISTEN)) {
                    inodes.add("socket:[" + fields[9] + "]");
                }
            }
        }
        return inodes;
    }

    private static Set<String> socketsOf(long pid) {
        Set<String> sockets = new HashSet<>();
        try (Stream<Path> descriptors =
                Files.list(PROC.resolve(Long.toString(pid)).resolve("fd"))) {
            descriptors.forEach(descriptor -> {
                try {
                    sockets.add(Files.readSymbolicLink(descriptor).toString());
                } catch (IOException e) {
                    // closed while we were looking: not a listener
                }
            });
        } catch (IOException e) {
            return Set.of();
        }
        return sockets;
    }

    /** Resident memory in KiB, as the operating system counts it. */
    public static OptionalInt residentKib(long pid) {
        for (String line : lines(PROC.resolve(Long.toString(pid)).resolve("status"))) {
            if (line.startsWith("VmRSS:")) {
                return OptionalInt.of(Integer.parseInt(line.replaceAll("[^0-9]", "")));
            }
        }
        return OptionalInt.empty();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }
}
