package dev.evenflow.archive.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;

/** A key-encryption key in a file: base64 of 32 bytes, readable by its owner alone (0600). */
public final class FileKeyEncryptionKey {
    private static final Set<PosixFilePermission> OTHERS = EnumSet.complementOf(EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));

    private FileKeyEncryptionKey() {}

    /**
     * Reads the key for a local store; makes it if neither it nor the store is there.
     *
     * @param store the key store's file: once it is there, a missing key is an error and not a reason to make another
     */
    public static KeyEncryptionKey forStore(Path file, Path store) {
        if (!Files.exists(file)) {
            if (Files.exists(store))
                throw new KeyStoreException(file + ": is missing, expected the key-encryption key of " + store
                        + ": without it nothing sealed in this place can be read; restore it from its backup");
            create(file);
        }
        return read(file);
    }

    /** Reads the key. */
    public static KeyEncryptionKey read(Path file) {
        try {
            if (isPosix(file)) {
                Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
                if (permissions.stream().anyMatch(OTHERS::contains))
                    throw new KeyStoreException(file + ": others than its owner may use it ("
                            + PosixFilePermissions.toString(permissions) + "), expected rw------- (chmod 600)");
            }
            return LocalKeyEncryptionKey.fromBase64(Files.readString(file), file.toString());
        } catch (IOException e) {
            throw new KeyStoreException(
                    file + ": cannot be read, expected a key-encryption key (base64 of 32 bytes): " + e.getMessage(),
                    e);
        }
    }

    /** Two processes may come here at once: the file appears whole or not at all, and the first one's stays. */
    private static void create(Path file) {
        byte[] secret = new byte[LocalKeyEncryptionKey.BYTES];
        new SecureRandom().nextBytes(secret);
        try {
            Path directory = file.toAbsolutePath().getParent();
            if (directory == null) throw new KeyStoreException(file + ": expected a file in a directory");
            Files.createDirectories(directory);
            Path draft = Files.createTempFile(directory, "kek", ".new"); // 0600 where permissions are POSIX
            try {
                Files.writeString(draft, Base64.getEncoder().encodeToString(secret) + "\n", StandardCharsets.UTF_8);
                DurableFiles.force(draft);
                Files.createLink(file, draft);
            } finally {
                Files.delete(draft);
            }
            DurableFiles.forceDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            return; // another process was first, and its key is the key
        } catch (IOException e) {
            throw new KeyStoreException(file + ": the key-encryption key cannot be made: " + e.getMessage(), e);
        }
    }

    private static boolean isPosix(Path file) {
        return file.getFileSystem() == FileSystems.getDefault()
                && file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
