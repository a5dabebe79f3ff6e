package dev.evenflow.archive.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyEncryptionKeyTest {
    private static final byte[] CONTEXT = "subject key 1".getBytes(StandardCharsets.UTF_8);
    private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path directory;

    @Test
    void theFileIsMadeForItsOwnerAloneAndStays() throws Exception {
        Path file = directory.resolve("keys/kek");
        KeyEncryptionKey made = FileKeyEncryptionKey.forStore(file, directory.resolve("keys.db"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        byte[] wrapped = made.wrap(SECRET, CONTEXT);
        KeyEncryptionKey again = FileKeyEncryptionKey.forStore(file, directory.resolve("keys.db"));
        assertThat(again.id()).isEqualTo(made.id());
        assertThat(again.unwrap(wrapped, CONTEXT)).isEqualTo(SECRET);
        try (var left = Files.list(file.getParent())) {
            assertThat(left).containsExactly(file);
        }
    }

    @Test
    void aFileThatOthersCanReadIsRefused() throws Exception {
        Path file = directory.resolve("kek");
        FileKeyEncryptionKey.forStore(file, directory.resolve("keys.db"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> FileKeyEncryptionKey.read(file))
                .isInstanceOf(KeyStoreException.class)
                .hasMessage(file + ": others than its owner may use it (rw-r-----), expected rw------- (chmod 600)");
    }

    @Test
    void theEnvironmentCanHoldTheKey() {
        String text = Base64.getEncoder().encodeToString(SECRET);
        KeyEncryptionKey kek = LocalKeyEncryptionKey.fromEnvironment("KEK", Map.of("KEK", text));
        assertThat(kek.unwrap(kek.wrap(SECRET, CONTEXT), CONTEXT)).isEqualTo(SECRET);
        assertThatThrownBy(() -> LocalKeyEncryptionKey.fromEnvironment("KEK", Map.of()))
                .hasMessageContaining("environment variable KEK: is not set");
        assertThatThrownBy(() -> LocalKeyEncryptionKey.fromEnvironment("KEK", Map.of("KEK", "c2hvcnQ=")))
                .hasMessageContaining("environment variable KEK: found 5 bytes, expected a key-encryption key of 32");
        assertThatThrownBy(() -> LocalKeyEncryptionKey.fromEnvironment("KEK", Map.of("KEK", "%")))
                .hasMessageContaining("environment variable KEK: is not base64");
    }

    @Test
    void aWrappedKeyOpensInItsContextOnly() {
        KeyEncryptionKey kek = LocalKeyEncryptionKey.fromEnvironment(
                "KEK", Map.of("KEK", Base64.getEncoder().encodeToString(SECRET)));
        byte[] wrapped = kek.wrap(SECRET, CONTEXT);
        assertThatThrownBy(() -> kek.unwrap(wrapped, "subject key 2".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(KeyStoreException.class)
                .hasMessageContaining("environment variable KEK: cannot unwrap subject key 2");
        for (int i = 0; i < wrapped.length; i++) {
            byte[] altered = wrapped.clone();
            altered[i] ^= 1;
            assertThatThrownBy(() -> kek.unwrap(altered, CONTEXT)).isInstanceOf(KeyStoreException.class);
        }
    }
}
