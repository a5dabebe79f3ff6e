package dev.evenflow.schemas;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/**
 * A version of a subject's schema as it was published, with golden records written with it. Never edited.
 *
 * @param number from 1, without gaps
 */
record FrozenVersion(String subject, int number) {
    private static final Path FROZEN = Path.of("src/frozen");

    /** All versions of a subject, oldest first. */
    static List<FrozenVersion> of(String subject) {
        List<FrozenVersion> versions = new ArrayList<>();
        for (int number = 1; Files.exists(new FrozenVersion(subject, number).schemaFile()); number++)
            versions.add(new FrozenVersion(subject, number));
        return versions;
    }

    Path schemaFile() {
        return file("avsc");
    }

    /** {@code full} (every optional field set) or {@code sparse} (none): the record in Avro's binary form. */
    Path recordFile(String variant) {
        return file(variant + ".bin");
    }

    /** The same record in Avro's JSON form, for people and as a second witness. */
    Path readableFile(String variant) {
        return file(variant + ".json");
    }

    Schema schema() throws IOException {
        return new Schema.Parser().parse(schemaFile().toFile());
    }

    private Path file(String ending) {
        return FROZEN.resolve(subject).resolve("v" + number + "." + ending);
    }

    @Override
    public String toString() {
        return subject + " v" + number;
    }
}
