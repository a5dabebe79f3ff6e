package dev.evenflow.archive.keys;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;

/**
 * A process of its own that takes the keys of subjects 0 to n-1 from a store and prints each; or, as a connection that is in a
 * checkpoint does, holds the store's lock for it until its input ends.
 */
final class KeyProcess {
    private KeyProcess() {}

    /** The byte of the shared-memory file that SQLite's checkpoints lock: WAL_CKPT_LOCK. */
    private static final int CHECKPOINT_LOCK = 121;

    static Process start(Path directory, int subjects) throws IOException {
        return start(directory.toString(), Integer.toString(subjects));
    }

    /** It has the lock once it has printed a line. */
    static Process inCheckpoint(Path file) throws IOException {
        return start(KeyDatabase.sibling(file, "-shm").toString());
    }

    private static Process start(String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                                .replace(File.pathSeparator + File.pathSeparator, File.pathSeparator),
                        KeyProcess.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.command().addAll(List.of(arguments));
        return builder.start();
    }

    static String line(int subject, SubjectKey key) {
        return subject + " " + key.name() + " " + HexFormat.of().formatHex(key.secret());
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length == 1) {
            try (FileChannel channel = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE);
                    FileLock lock = channel.lock(CHECKPOINT_LOCK, 1, false)) {
                System.out.println(lock.isValid());
                while (System.in.read() >= 0) continue;
            }
            return;
        }
        try (SqliteKeyStore store = new KeyFiles(Path.of(arguments[0])).open()) {
            for (int i = 0; i < Integer.parseInt(arguments[1]); i++)
                System.out.println(line(i, store.keyOf("subject-" + i)));
        }
    }
}
