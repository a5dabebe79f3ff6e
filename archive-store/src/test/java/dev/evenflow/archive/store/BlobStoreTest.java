package dev.evenflow.archive.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenflow.archive.digest.Digests;
import dev.evenflow.archive.keys.SubjectKey;
import dev.evenflow.inference.ArchivedBlob;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobStoreTest {
    private static final byte[] CONTENT =
            "the same words again and again; ".repeat(1000).getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path directory;

    @Test
    void theSameContentIsStoredOnceAndLivesAsLongAsOneSubjectNeedsIt() throws Exception {
        try (ArchiveFixture fixture = new ArchiveFixture(directory)) {
            Place eu = fixture.archive.place("eu");
            BlobStore blobs = eu.blobs();
            SubjectKey anna = eu.keys().keyOf("anna");
            ArchivedBlob first = blobs.put(CONTENT, anna, "text/plain", "request/media/0/content");
            ArchivedBlob second = eu.blobs().put(CONTENT, eu.keys().keyOf("bert"), null, "response/media/0/content");

            assertThat(second.getAddress()).isEqualTo(first.getAddress());
            assertThat(files()).hasSize(1);
            byte[] stored = Files.readAllBytes(files().get(0));
            assertThat(first.getStoredLength()).isEqualTo(stored.length).isLessThan(CONTENT.length / 10);
            assertThat(first.getStoredDigest()).isEqualTo(Digests.hex(Digests.sha256(stored)));
            assertThat(first.getLength()).isEqualTo(CONTENT.length);
            assertThat(new String(stored, StandardCharsets.ISO_8859_1)).doesNotContain("the same words");

            eu.keys().destroy("anna");
            assertThat(blobs.get(first.getAddress()))
                    .hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(CONTENT));
            eu.keys().destroy("bert");
            assertThat(blobs.get(first.getAddress())).isEmpty();
            assertThat(blobs.delete(first.getAddress())).isTrue();
            assertThat(blobs.delete(first.getAddress())).isFalse();
            assertThat(files()).isEmpty();
        }
    }

    @Test
    void anAlteredOrMissingFileIsNamed() throws Exception {
        try (ArchiveFixture fixture = new ArchiveFixture(directory)) {
            Place eu = fixture.archive.place("eu");
            BlobStore blobs = eu.blobs();
            String address = blobs.put(CONTENT, eu.keys().keyOf("anna"), null, "request/media/0/content")
                    .getAddress();
            byte[] stored = Files.readAllBytes(files().get(0));
            stored[40] ^= 1;
            Files.write(files().get(0), stored);
            assertThatThrownBy(() -> blobs.get(address))
                    .hasMessageContaining(address)
                    .hasMessageContaining("cannot be opened");
            Files.delete(files().get(0));
            assertThatThrownBy(() -> blobs.get(address)).hasMessageContaining(address + " is missing");
        }
    }

    private List<Path> files() throws Exception {
        try (Stream<Path> files = Files.walk(directory.resolve("eu/blobs"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
