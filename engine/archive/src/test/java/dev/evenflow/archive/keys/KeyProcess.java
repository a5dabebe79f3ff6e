package dev.evenflow.archive.keys;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;

/** A process of its own that takes the keys of subjects 0 to n-1 from a store and prints each. */
final class KeyProcess {
    private KeyProcess() {}

    static Process start(Path directory, int subjects) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                                .replace(File.pathSeparator + File.pathSeparator, File.pathSeparator),
                        KeyProcess.class.getName(),
                        directory.toString(),
                        Integer.toString(subjects))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    static String line(int subject, SubjectKey key) {
        return subject + " " + key.name() + " " + HexFormat.of().formatHex(key.secret());
    }

    public static void main(String[] arguments) {
        try (SqliteKeyStore store = new KeyFiles(Path.of(arguments[0])).open()) {
            for (int i = 0; i < Integer.parseInt(arguments[1]); i++)
                System.out.println(line(i, store.keyOf("subject-" + i)));
        }
    }
}
