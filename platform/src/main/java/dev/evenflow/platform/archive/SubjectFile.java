package dev.evenflow.platform.archive;

import dev.evenflow.platform.PlatformException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file of subject ids, one per line; empty lines are nothing. */
final class SubjectFile {
    private SubjectFile() {}

    static List<String> read(Path file) {
        try {
            List<String> subjects = Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .distinct()
                    .toList();
            if (subjects.isEmpty()) {
                throw new PlatformException("--subjects " + file + " names nobody; expected one subject id per line");
            }
            return subjects;
        } catch (IOException e) {
            throw new PlatformException("--subjects " + file + " cannot be read: " + e, e);
        }
    }
}
