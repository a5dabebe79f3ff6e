package dev.evenflow.platform.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The last lines of a log file, read from its end so that a large file costs no more than a small one. */
public final class LogTail {
    private static final int MAX_BYTES = 256 * 1024;

    private LogTail() {}

    /** At most {@code lines} last lines, oldest first; none if the file is missing or unreadable. */
    public static List<String> of(Path file, int lines) {
        if (!Files.isRegularFile(file)) {
            return List.of();
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            long from = Math.max(0, in.length() - MAX_BYTES);
            byte[] bytes = new byte[(int) (in.length() - from)];
            in.seek(from);
            in.readFully(bytes);
            List<String> all = new String(bytes, StandardCharsets.UTF_8).lines().toList();
            // a read that began inside a line begins with its rest: not a line of the file
            List<String> whole = from > 0 && !all.isEmpty() ? all.subList(1, all.size()) : all;
            return List.copyOf(whole.subList(Math.max(0, whole.size() - lines), whole.size()));
        } catch (IOException e) {
            return List.of();
        }
    }
}
