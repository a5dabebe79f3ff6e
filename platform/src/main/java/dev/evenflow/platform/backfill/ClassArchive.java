package dev.evenflow.platform.backfill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The classes of a program as the JVM lays them out in memory (class data sharing), made at the end of its first run: the
 * next one has them without reading and verifying them again. One that is missing, or of other jars, only costs time.
 *
 * @param file is of this jar and this JDK alone
 */
record ClassArchive(Path directory, Path file) {
    private static final String SUFFIX = ".jsa";

    static ClassArchive of(Path directory, Path jar) throws IOException {
        int key = List.of(jar, Files.size(jar), Files.getLastModifiedTime(jar), Runtime.version())
                .hashCode();
        return new ClassArchive(directory, directory.resolve(Integer.toHexString(key) + SUFFIX));
    }

    /** What the JVM is told; it says nothing about an archive that it does not like. */
    List<String> options() {
        return List.of(
                "-Xshare:auto",
                "-Xlog:disable",
                "-Xlog:all=error:stderr",
                Files.exists(file) ? "-XX:SharedArchiveFile=" + file : "-XX:ArchiveClassesAtExit=" + unfinished());
    }

    /** A run has ended well: what it left is there for the next one, in the place of older jars' archives. */
    void keep() throws IOException {
        if (!Files.exists(unfinished())) return;
        try (Stream<Path> others = Files.list(directory)) {
            for (Path other :
                    others.filter(path -> path.toString().endsWith(SUFFIX)).toList()) Files.delete(other);
        }
        Files.move(unfinished(), file);
    }

    private Path unfinished() {
        return file.resolveSibling(ProcessHandle.current().pid() + ".unfinished");
    }
}
