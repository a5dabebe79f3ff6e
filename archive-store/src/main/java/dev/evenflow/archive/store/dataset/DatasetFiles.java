package dev.evenflow.archive.store.dataset;

import dev.evenflow.archive.digest.Digests;
import dev.evenflow.archive.store.ArchiveStoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Training sets as directories, {@code NAME/VERSION}, that only their owner may read. */
public final class DatasetFiles {
    static final String SUBJECTS = "subjects.txt";
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private DatasetFiles() {}

    /**
     * What is wrong with the files of a training set, compared with its manifest; empty if nothing is.
     *
     * @param directory where the manifest is
     */
    public static List<String> verify(Path directory) {
        DatasetManifest manifest = DatasetManifest.read(directory);
        List<String> problems = new ArrayList<>();
        if (!manifest.isConsistent()) {
            problems.add(
                    DatasetManifest.FILE + ": version " + manifest.version() + " is not that of its spec and sources");
        }
        for (DatasetManifest.DatasetFile expected : manifest.files()) {
            Path file = directory.resolve(expected.path());
            try {
                if (!Files.isRegularFile(file)) {
                    problems.add(expected.path() + ": missing");
                } else if (Files.size(file) != expected.bytes()) {
                    problems.add(expected.path() + ": " + Files.size(file) + " bytes, the manifest says "
                            + expected.bytes());
                } else if (!sha256(file).equals(expected.sha256())) {
                    problems.add(expected.path() + ": SHA-256 is " + sha256(file) + ", the manifest says "
                            + expected.sha256());
                }
            } catch (IOException e) {
                throw new ArchiveStoreException("cannot read " + file + ": " + e, e);
            }
        }
        return problems;
    }

    /**
     * Directories of training sets that hold rows of the subject, at any depth.
     *
     * @param keyName name of the subject's key, as in the archive's column subject_key
     */
    public static List<Path> holding(Path root, String keyName) {
        try (Stream<Path> files = Files.walk(root)) {
            List<Path> holding = new ArrayList<>();
            for (Path file :
                    files.filter(path -> path.endsWith(SUBJECTS)).sorted().toList()) {
                try (Stream<String> subjects = Files.lines(file)) {
                    if (subjects.anyMatch(keyName::equals)) {
                        holding.add(file.resolveSibling(""));
                    }
                }
            }
            return holding;
        } catch (IOException e) {
            throw new ArchiveStoreException("cannot look for training sets in " + root + ": " + e, e);
        }
    }

    /** A new directory beside where the training set will be, so that it can be moved there at once. */
    static Path building(Path out, String name) throws IOException {
        Path parent = privateDirectory(out.resolve(name));
        Path building = Files.createTempDirectory(parent, ".building-");
        restrict(building, "rwx------");
        return building;
    }

    private static Path privateDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
            restrict(directory, "rwx------");
        }
        return directory;
    }

    static DatasetManifest.DatasetFile describe(Path file) throws IOException {
        restrict(file, "rw-------");
        return new DatasetManifest.DatasetFile(String.valueOf(file.getFileName()), Files.size(file), sha256(file));
    }

    static void restrict(Path path, String permissions) throws IOException {
        if (POSIX) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        }
    }

    static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new ArchiveStoreException("cannot delete " + directory + ": " + e, e);
        }
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return Digests.hex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM has no SHA-256", e);
        }
    }
}
