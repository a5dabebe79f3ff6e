package dev.evenflow.inferencearchive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The data contracts whose redaction rules the job follows: those in a directory, else those that come with the job. */
final class Contracts {
    private static final String BUNDLED = "avro/dev/evenflow/inference/";

    private Contracts() {}

    /** @param file where it is from, for messages */
    record Contract(String file, String text) {}

    static Contract find(@Nullable String directory, String topic) {
        String name = topic + ".odcs.yaml";
        try {
            if (directory != null) {
                Path file = Path.of(directory, name);
                if (Files.exists(file)) return new Contract(file.toString(), Files.readString(file));
                if (!Files.isDirectory(Path.of(directory)))
                    throw new IllegalArgumentException(
                            "option --contracts: '" + directory + "' is no directory, expected one with " + name);
            }
            try (InputStream in = Contracts.class.getClassLoader().getResourceAsStream(BUNDLED + name)) {
                if (in == null) throw new IllegalStateException("the job's jar has no " + BUNDLED + name);
                return new Contract(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "option --contracts: cannot read " + name + " in '" + directory + "': " + e.getMessage(), e);
        }
    }
}
