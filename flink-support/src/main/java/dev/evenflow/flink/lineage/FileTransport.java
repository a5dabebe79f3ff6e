package dev.evenflow.flink.lineage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Appends to a file per run, one event a line; a file that is full is kept beside the new one, once. */
final class FileTransport implements LineageTransport {
    static final long FULL = 16L << 20;

    private final Path file;
    private final Path before;

    /** @param run the file's name: letters, digits and hyphens */
    FileTransport(Path directory, String run) {
        this.file = directory.resolve(run + ".ndjson");
        this.before = directory.resolve(run + ".before.ndjson");
    }

    @Override
    public void send(String event) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        byte[] line = (event + "\n").getBytes(StandardCharsets.UTF_8);
        if (Files.exists(file) && Files.size(file) + line.length > FULL)
            Files.move(file, before, StandardCopyOption.REPLACE_EXISTING);
        Files.write(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
