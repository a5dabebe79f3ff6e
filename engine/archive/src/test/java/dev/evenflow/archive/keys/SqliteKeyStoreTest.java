package dev.evenflow.archive.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteKeyStoreTest {
    private static final Instant MONDAY = Instant.parse("2026-11-16T08:00:00Z");
    private static final String PHOTO = "ab".repeat(32);
    private static final String SOUND = "cd".repeat(32);

    @TempDir
    Path directory;

    private KeyFiles files;
    private SqliteKeyStore store;

    @BeforeEach
    void open() {
        files = new KeyFiles(directory);
        store = files.open();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aSubjectKeepsItsKeyAfterReopening() {
        SubjectKey key = store.keyOf("anna");
        assertThat(key.name()).matches("[0-9a-f]{32}");
        assertThat(key.secret()).hasSize(32);
        store.close();
        store = files.open();
        assertThat(store.keyOf("anna").secret()).isEqualTo(key.secret());
        assertThat(store.findByName(key.name()).orElseThrow().secret()).isEqualTo(key.secret());
        assertThat(store.findBySubject("anna").orElseThrow().name()).isEqualTo(key.name());
    }

    @Test
    void subjectsHaveDifferentKeysAndLookingForOneMakesNone() {
        assertThat(store.keyOf("anna").secret()).isNotEqualTo(store.keyOf("ben").secret());
        assertThat(store.findBySubject("carl")).isEmpty();
        assertThat(store.findBySubject("carl")).isEmpty();
        assertThatThrownBy(() -> store.keyOf(""))
                .isInstanceOf(KeyStoreException.class)
                .hasMessageContaining("the subject id is empty");
    }

    @Test
    void theFileTellsNeitherSubjectNorKey() throws Exception {
        SubjectKey key = store.keyOf("anna.anderson@example.org");
        assertThat(files.hold("anna.anderson@example.org".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(files.hold(key.secret())).isFalse();
        assertThat(files.hold(key.name().getBytes(StandardCharsets.UTF_8)))
                .as("the name is there, so that this test can see something")
                .isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.store())))
                .isEqualTo("rw-------");
    }

    @Test
    void aDestroyedKeyIsGoneAndTheSubjectStartsAnew() {
        SubjectKey key = store.keyOf("anna");
        long before = store.epoch();
        Destruction destruction = store.destroy("anna").orElseThrow();
        assertThat(destruction).isEqualTo(new Destruction(key.name(), List.of(), 0));
        assertThat(store.epoch()).isGreaterThan(before);
        assertThat(store.findByName(key.name())).isEmpty();
        assertThat(store.findBySubject("anna")).isEmpty();
        assertThat(store.destroy("anna")).isEmpty();
        assertThat(store.keyOf("anna").name()).isNotEqualTo(key.name());
    }

    @Test
    void contentsAreDestroyedWithTheLastSubjectThatNeedsThem() {
        String anna = store.keyOf("anna").name();
        String ben = store.keyOf("ben").name();
        BlobKey photo = store.blobKey(PHOTO, anna);
        assertThat(store.blobKey(PHOTO, ben).secret()).isEqualTo(photo.secret());
        BlobKey sound = store.blobKey(SOUND, anna);
        assertThat(store.blobKey(SOUND, anna).address()).isEqualTo(sound.address());

        assertThat(store.destroy("anna").orElseThrow()).isEqualTo(new Destruction(anna, List.of(sound.address()), 1));
        assertThat(store.findBlobKey(sound.address())).isEmpty();
        assertThat(store.findBlobKey(photo.address()).orElseThrow().secret()).isEqualTo(photo.secret());
        assertThat(store.doomedBlobs()).containsExactly(sound.address());
        store.confirmDeleted(store.doomedBlobs());
        assertThat(store.doomedBlobs()).isEmpty();

        assertThat(store.blobKey(SOUND, ben).address())
                .as("a late deletion of the old file must not hit the new one")
                .isNotEqualTo(sound.address());
    }

    @Test
    void aDestructionIsRememberedUntilSomebodyHasRecordedIt() {
        String anna = store.keyOf("anna").name();
        store.keyOf("ben");
        BlobKey sound = store.blobKey(SOUND, anna);
        List<Destruction> done = store.destroyAll(List.of("anna", "ben"));
        assertThat(done).contains(new Destruction(anna, List.of(sound.address()), 0));
        assertThat(store.unrecorded()).containsExactlyInAnyOrderElementsOf(done);
        store.confirmRecorded(List.of(anna));
        assertThat(store.unrecorded())
                .hasSize(1)
                .extracting(Destruction::keyName)
                .doesNotContain(anna);
    }

    @Test
    void referencesOfRowsThatAreGoneCanBeDropped() {
        String anna = store.keyOf("anna").name();
        String ben = store.keyOf("ben").name();
        String address = store.blobKey(PHOTO, anna).address();
        store.blobKey(PHOTO, ben);
        assertThat(store.dropReferences(List.of(new BlobReference(address, anna))))
                .isEmpty();
        assertThat(store.findBlobKey(address)).isPresent();
        assertThat(store.dropReferences(List.of(new BlobReference(address, ben))))
                .containsExactly(address);
        assertThat(store.findBlobKey(address)).isEmpty();
        assertThat(store.doomedBlobs()).containsExactly(address);
    }

    @Test
    void aContentNeedsALivingSubject() {
        String anna = store.keyOf("anna").name();
        store.destroy("anna");
        assertThatThrownBy(() -> store.blobKey(PHOTO, anna))
                .isInstanceOf(KeyDestroyedException.class)
                .hasMessageContaining("keys.db")
                .hasMessageContaining(anna);
    }

    @Test
    void aHoldKeepsTheKeyOfAllThatWereToGo() {
        store.keyOf("ben");
        Hold hold = store.hold("anna", "case 4711", "legal", MONDAY);
        assertThat(store.hold("anna", "case 4711", "somebody else", MONDAY.plusSeconds(9)))
                .isEqualTo(hold);
        assertThat(store.holds()).containsExactly(hold);
        assertThatThrownBy(() -> store.destroyAll(List.of("ben", "anna")))
                .isInstanceOf(SubjectOnHoldException.class)
                .hasMessage("the subject is under hold, its key stays: 'case 4711' by legal since 2026-11-16T08:00:00Z;"
                        + " release it first");
        assertThat(store.findBySubject("ben")).isPresent();
        assertThat(store.findBySubject("anna")).isPresent();

        assertThat(store.release("anna", "case 12")).isEmpty();
        assertThat(store.release("anna", "case 4711")).contains(hold);
        assertThat(store.destroyAll(List.of("ben", "anna", "nobody"))).hasSize(2);
    }

    @Test
    void placeSecretsStayAndDiffer() {
        byte[] secret = store.placeSecret("blob-address");
        assertThat(secret).hasSize(32).isNotEqualTo(store.placeSecret("hash"));
        store.close();
        store = files.open();
        assertThat(store.placeSecret("blob-address")).isEqualTo(secret);
    }

    @Test
    void aKeyReadBackAfterTheLogWasForcedIsTheSame() {
        SubjectKey key = store.keyOf("anna");
        store.sync();
        try (SqliteKeyStore other = files.open()) {
            assertThat(other.findByName(key.name()).orElseThrow().secret()).isEqualTo(key.secret());
        }
    }

    @Test
    void theStoreNamesTheKeyEncryptionKeyThatItMisses() throws Exception {
        String id = FileKeyEncryptionKey.read(files.kek()).id();
        Path other = directory.resolve("other-kek");
        KeyEncryptionKey another = FileKeyEncryptionKey.forStore(other, directory.resolve("no-store"));
        assertThatThrownBy(() -> SqliteKeyStore.open(files.store(), another))
                .isInstanceOf(KeyStoreException.class)
                .hasMessageContaining(files.store().toString())
                .hasMessageContaining(other.toString())
                .hasMessageContaining("found " + another.id())
                .hasMessageContaining(id);
        Files.delete(files.kek());
        assertThatThrownBy(files::open)
                .isInstanceOf(KeyStoreException.class)
                .hasMessageContaining(files.kek() + ": is missing");
    }
}
