package dev.evenflow.archive.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of a key store, as somebody sees them who has the disk. */
record KeyFiles(Path directory) {
    Path store() {
        return directory.resolve("keys.db");
    }

    Path kek() {
        return directory.resolve("kek");
    }

    SqliteKeyStore open() {
        return SqliteKeyStore.open(store(), FileKeyEncryptionKey.forStore(kek(), store()));
    }

    /** Whether any 8 successive bytes of it are in any of the files. */
    boolean hold(byte[] trace) throws IOException {
        for (Path file : all()) {
            String content = text(Files.readAllBytes(file));
            for (int from = 0; from + 8 <= trace.length; from++)
                if (content.contains(text(trace).substring(from, from + 8))) return true;
        }
        return false;
    }

    private List<Path> all() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
