package dev.evenflow.platform.quality.page;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.process.ManagedProcess;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Follows the files of a directory into which jobs write events of lineage; the directory need not be there yet. */
final class EventFolder implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(3);

    /** Of each file what is newest: more than a run tells in a day. */
    private static final long LOOK_BACK = 4L << 20;

    private final Path directory;
    private final Consumer<List<String>> sink;
    private final Map<Path, Long> read = new TreeMap<>();
    private final Thread thread;
    private volatile boolean closed;

    /** @param sink is handed whole lines, those of one file in their order */
    EventFolder(Path directory, Consumer<List<String>> sink) {
        this.directory = directory;
        this.sink = sink;
        this.thread = new Thread(this::follow, "follow-lineage");
        thread.setDaemon(true);
    }

    EventFolder start() {
        thread.start();
        return this;
    }

    private void follow() {
        while (!closed) {
            try {
                look();
                ManagedProcess.pause(PAUSE);
            } catch (IOException e) {
                System.err.println("no events of lineage can be read: " + e.getMessage());
                return;
            } catch (PlatformException e) {
                // interrupted: close does that
                return;
            }
        }
    }

    void look() throws IOException {
        if (!Files.isDirectory(directory)) return;
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.filter(file -> file.getFileName().toString().endsWith(".ndjson"))
                    .sorted()
                    .toList();
        }
        for (Path file : files) read(file);
    }

    private void read(Path file) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            long length = in.length();
            long from = read.getOrDefault(file, Math.max(0, length - LOOK_BACK));
            // a file that is shorter than it was is another one
            if (from > length) from = 0;
            byte[] bytes = new byte[(int) Math.min(length - from, LOOK_BACK)];
            in.seek(from);
            in.readFully(bytes);
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] != '\n') end--;
            if (end == 0) return;
            read.put(file, from + end);
            sink.accept(
                    new String(bytes, 0, end, StandardCharsets.UTF_8).lines().toList());
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
