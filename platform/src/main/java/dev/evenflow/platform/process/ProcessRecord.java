package dev.evenflow.platform.process;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A process that this platform started, so that a later command can find it again and no other.
 *
 * @param pid its id when it was started; may belong to another process by now, see {@link #find}
 * @param startedAtMillis the operating system's start time, epoch milliseconds
 * @param marker an argument on its command line that no other process has
 * @param ports where it must listen, on 127.0.0.1; the first is the one for clients
 * @param readyMillis from its start until it answered
 */
public record ProcessRecord(
        String name, long pid, long startedAtMillis, String marker, List<Integer> ports, long readyMillis) {

    /** Linux derives start times from the boot time, which moves a little when the clock is set. */
    private static final long START_TOLERANCE_MILLIS = 3_000;

    public ProcessRecord {
        ports = List.copyOf(ports);
    }

    /** The live process, if the id still belongs to the one that was started: same start time and same marker. */
    public Optional<ProcessHandle> find() {
        return ProcessHandle.of(pid).filter(this::isSame);
    }

    @JsonIgnore
    public boolean isAlive() {
        return find().isPresent();
    }

    public ProcessRecord readyAfter(long millis) {
        return new ProcessRecord(name, pid, startedAtMillis, marker, ports, millis);
    }

    private boolean isSame(ProcessHandle handle) {
        if (!handle.isAlive()) {
            return false;
        }
        ProcessHandle.Info info = handle.info();
        boolean sameStart = info.startInstant()
                .map(start -> Math.abs(start.toEpochMilli() - startedAtMillis) <= START_TOLERANCE_MILLIS)
                .orElse(false);
        return sameStart && commandLine(handle).contains(marker);
    }

    /** Java cuts command lines longer than a page, so the operating system's own record comes first; a zombie has none. */
    private static String commandLine(ProcessHandle handle) {
        Path record = Path.of("/proc", Long.toString(handle.pid()), "cmdline");
        try {
            return Files.exists(record)
                    ? Files.readString(record, StandardCharsets.ISO_8859_1)
                    : handle.info().commandLine().orElse("");
        } catch (IOException e) {
            return "";
        }
    }
}
