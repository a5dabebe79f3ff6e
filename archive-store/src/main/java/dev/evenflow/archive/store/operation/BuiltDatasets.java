package dev.evenflow.archive.store.operation;

import dev.evenflow.archive.store.ArchiveStoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Datasets that were built from the archive: directories with {@code manifest.json} and {@code subjects.txt}, the names of the subjects' keys, one per line. */
final class BuiltDatasets {
    private static final String MANIFEST = "manifest.json";
    private static final String SUBJECTS = "subjects.txt";

    private BuiltDatasets() {}

    /** Directories of those that hold rows of one of the keys' subjects; sorted. */
    static List<String> with(Path directory, Set<String> keyNames) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path manifest :
                    files.filter(file -> file.endsWith(MANIFEST)).sorted().toList()) {
                Path subjects = manifest.resolveSibling(SUBJECTS);
                if (Files.exists(subjects) && hasOneOf(subjects, keyNames)) {
                    found.add(manifest.toAbsolutePath().resolveSibling("").toString());
                }
            }
        } catch (IOException e) {
            throw new ArchiveStoreException("cannot look for datasets in " + directory + ": " + e, e);
        }
        return found;
    }

    private static boolean hasOneOf(Path subjects, Set<String> keyNames) throws IOException {
        try (Stream<String> lines = Files.lines(subjects)) {
            return lines.anyMatch(keyNames::contains);
        }
    }
}
