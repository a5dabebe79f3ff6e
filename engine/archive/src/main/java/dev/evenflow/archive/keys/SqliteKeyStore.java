package dev.evenflow.archive.keys;

import dev.evenflow.archive.digest.Digests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A key store in one SQLite file, for any number of threads and processes of one machine.
 *
 * <p>Subjects are found by HMAC-SHA256 of their id: neither id nor key is in the file in clear. Destruction rewrites the file and takes time in proportion
 * to it; destroy many at once.
 */
public final class SqliteKeyStore implements KeyStore {
    private static final int SECRET = 32;
    private static final int NAME = 16;
    private static final String SCRUB = "scrub";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path file;
    private final KeyEncryptionKey kek;
    private final KeyDatabase database;
    private final Epoch epoch;
    private final Map<String, byte[]> placeSecrets = new HashMap<>();

    private SqliteKeyStore(Path file, KeyEncryptionKey kek, KeyDatabase database, Epoch epoch) {
        this.file = file;
        this.kek = kek;
        this.database = database;
        this.epoch = epoch;
    }

    /**
     * Makes the store if it is not there.
     *
     * @throws KeyStoreException if the store was made with another key-encryption key
     */
    public static SqliteKeyStore open(Path file, KeyEncryptionKey kek) {
        KeyDatabase database = KeyDatabase.open(file, kek);
        try {
            SqliteKeyStore store =
                    new SqliteKeyStore(file, kek, database, Epoch.map(KeyDatabase.sibling(file, "-epoch")));
            store.publishEpoch();
            return store;
        } catch (IOException e) {
            throw new KeyStoreException(file + "-epoch: cannot be mapped: " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized SubjectKey keyOf(String subjectId) {
        byte[] subject = subject(subjectId);
        return attempt("the key of a subject", () -> {
            Optional<SubjectKey> found = bySubject(subject);
            if (found.isPresent()) return found.get();
            return database.transaction(() -> {
                // Somebody else may have made it since.
                Optional<SubjectKey> other = bySubject(subject);
                if (other.isPresent()) return other.get();
                SubjectKey made = new SubjectKey(Digests.hex(random(NAME)), random(SECRET));
                database.update(
                        "INSERT INTO subjects VALUES (?, ?, ?)",
                        subject,
                        made.name(),
                        kek.wrap(made.secret(), subjectContext(made.name())));
                return made;
            });
        });
    }

    @Override
    public synchronized Optional<SubjectKey> findBySubject(String subjectId) {
        byte[] subject = subject(subjectId);
        return attempt("the key of a subject", () -> bySubject(subject));
    }

    @Override
    public synchronized Optional<SubjectKey> findByName(String keyName) {
        return attempt(
                "subject key " + keyName,
                () -> database.query(
                        "SELECT wrapped FROM subjects WHERE name = ?",
                        row -> new SubjectKey(keyName, kek.unwrap(row.getBytes(1), subjectContext(keyName))),
                        keyName));
    }

    private Optional<SubjectKey> bySubject(byte[] subject) throws SQLException {
        return database.query(
                "SELECT name, wrapped FROM subjects WHERE subject = ?",
                row -> new SubjectKey(row.getString(1), kek.unwrap(row.getBytes(2), subjectContext(row.getString(1)))),
                subject);
    }

    @Override
    public synchronized BlobKey blobKey(String contentId, String subjectKeyName) {
        return attempt(
                "the key of content " + contentId,
                () -> database.transaction(() -> {
                    requireKey(subjectKeyName);
                    Optional<BlobKey> known = database.query(
                            "SELECT address, wrapped FROM blobs WHERE content = ?",
                            row -> blobKey(row.getString(1), row.getBytes(2)),
                            contentId);
                    BlobKey key = known.isPresent() ? known.get() : makeBlobKey(contentId);
                    database.update(
                            "INSERT OR IGNORE INTO blob_references VALUES (?, ?)", key.address(), subjectKeyName);
                    return key;
                }));
    }

    private BlobKey makeBlobKey(String contentId) throws SQLException {
        byte[] secret = random(SECRET);
        String address = Digests.hex(Digests.hmac(secret, Digests.fromHex(contentId)));
        database.update(
                "INSERT INTO blobs VALUES (?, ?, ?)", contentId, address, kek.wrap(secret, blobContext(address)));
        return new BlobKey(address, secret);
    }

    private void requireKey(String name) throws SQLException {
        if (database.query("SELECT 1 FROM subjects WHERE name = ?", row -> row.getInt(1), name)
                .isEmpty()) throw new KeyDestroyedException(file.toString(), name);
    }

    @Override
    public synchronized Optional<BlobKey> findBlobKey(String address) {
        return attempt(
                "the key of the content at " + address,
                () -> database.query(
                        "SELECT wrapped FROM blobs WHERE address = ?",
                        row -> blobKey(address, row.getBytes(1)),
                        address));
    }

    private BlobKey blobKey(String address, byte[] wrapped) {
        return new BlobKey(address, kek.unwrap(wrapped, blobContext(address)));
    }

    @Override
    public long epoch() {
        return epoch.get();
    }

    @Override
    public synchronized void sync() {
        database.sync();
        // In case that a process died between a destruction and telling the others.
        publishEpoch();
    }

    private synchronized void publishEpoch() {
        attempt("the epoch", () -> setting("epoch")).map(Long::valueOf).ifPresent(epoch::raiseTo);
    }

    @Override
    public synchronized byte[] placeSecret(String purpose) {
        byte[] known = placeSecrets.get(purpose);
        if (known == null) {
            known = attempt(
                    "the place's secret " + purpose,
                    () -> database.transaction(() -> {
                        byte[] context = ("place secret " + purpose).getBytes(StandardCharsets.UTF_8);
                        Optional<byte[]> wrapped = database.query(
                                "SELECT wrapped FROM secrets WHERE purpose = ?", row -> row.getBytes(1), purpose);
                        if (wrapped.isPresent()) return kek.unwrap(wrapped.get(), context);
                        byte[] made = random(SECRET);
                        database.update("INSERT INTO secrets VALUES (?, ?)", purpose, kek.wrap(made, context));
                        return made;
                    }));
            placeSecrets.put(purpose, known);
        }
        return known.clone();
    }

    @Override
    public synchronized List<Destruction> destroyAll(Collection<String> subjectIds) {
        List<byte[]> subjects =
                subjectIds.stream().distinct().map(this::subject).toList();
        return attempt("a destruction", () -> {
            List<Destruction> done = database.transaction(() -> {
                List<Destruction> destructions = new ArrayList<>();
                List<Hold> holds = new ArrayList<>();
                for (byte[] subject : subjects) {
                    Optional<String> name = database.query(
                            "SELECT name FROM subjects WHERE subject = ?", row -> row.getString(1), subject);
                    if (name.isEmpty()) continue;
                    HoldRows.of(database, name.get(), holds::add);
                    destructions.add(destroyKey(name.get()));
                }
                if (!holds.isEmpty()) throw new SubjectOnHoldException(holds);
                if (!destructions.isEmpty()) {
                    nextEpoch();
                    set(SCRUB, "due");
                }
                return destructions;
            });
            publishEpoch();
            scrubIfDue();
            return done;
        });
    }

    private Destruction destroyKey(String name) throws SQLException {
        List<String> addresses = new ArrayList<>();
        database.forEach(
                "SELECT address FROM blob_references WHERE name = ?", row -> row.getString(1), addresses::add, name);
        database.update("DELETE FROM blob_references WHERE name = ?", name);
        List<String> destroyed = new ArrayList<>();
        for (String address : addresses) if (destroyIfUnreferenced(address)) destroyed.add(address);
        database.update("DELETE FROM subjects WHERE name = ?", name);
        Destruction destruction = new Destruction(name, destroyed, addresses.size() - destroyed.size());
        UnrecordedRows.put(database, destruction);
        return destruction;
    }

    @Override
    public synchronized List<Destruction> unrecorded() {
        return attempt("destructions", () -> UnrecordedRows.all(database));
    }

    @Override
    public synchronized void confirmRecorded(Collection<String> keyNames) {
        attempt(
                "destructions",
                () -> database.transaction(() -> {
                    UnrecordedRows.remove(database, keyNames);
                    return true;
                }));
    }

    private boolean destroyIfUnreferenced(String address) throws SQLException {
        int destroyed = database.update(
                "DELETE FROM blobs WHERE address = ?1 AND NOT EXISTS (SELECT 1 FROM blob_references WHERE address = ?1)",
                address);
        if (destroyed > 0) database.update("INSERT OR IGNORE INTO doomed_blobs VALUES (?)", address);
        return destroyed > 0;
    }

    @Override
    public synchronized List<String> dropReferences(Collection<BlobReference> references) {
        return attempt("references to contents", () -> {
            List<String> destroyed = database.transaction(() -> {
                List<String> addresses = new ArrayList<>();
                for (BlobReference reference : references) {
                    database.update(
                            "DELETE FROM blob_references WHERE address = ? AND name = ?",
                            reference.address(),
                            reference.subjectKeyName());
                    if (destroyIfUnreferenced(reference.address())) addresses.add(reference.address());
                }
                if (!addresses.isEmpty()) set(SCRUB, "due");
                return addresses;
            });
            scrubIfDue();
            return destroyed;
        });
    }

    @Override
    public synchronized List<String> doomedBlobs() {
        return attempt("deletions", () -> {
            List<String> addresses = new ArrayList<>();
            database.forEach(
                    "SELECT address FROM doomed_blobs ORDER BY address", row -> row.getString(1), addresses::add);
            return addresses;
        });
    }

    @Override
    public synchronized void confirmDeleted(Collection<String> addresses) {
        attempt(
                "deletions",
                () -> database.transaction(() -> {
                    for (String address : addresses)
                        database.update("DELETE FROM doomed_blobs WHERE address = ?", address);
                    return true;
                }));
    }

    /** Also makes up for a process that died, or gave up, between destroying keys and removing their traces. */
    private void scrubIfDue() throws SQLException {
        if (!setting(SCRUB).equals(Optional.of("due"))) return;
        database.leaveNoTraces();
        set(SCRUB, "done");
    }

    private void nextEpoch() throws SQLException {
        set("epoch", Long.toString(setting("epoch").map(Long::valueOf).orElse(0L) + 1));
    }

    private Optional<String> setting(String name) throws SQLException {
        return database.query("SELECT value FROM settings WHERE name = ?", row -> row.getString(1), name);
    }

    private void set(String name, String value) throws SQLException {
        database.update("INSERT OR REPLACE INTO settings VALUES (?, ?)", name, value);
    }

    @Override
    public synchronized Hold hold(String subjectId, String reason, String by, Instant at) {
        String name = keyOf(subjectId).name();
        return attempt(
                "a hold",
                () -> database.transaction(() -> {
                    // The key may have been destroyed since; then there is nothing to hold, and the caller must know.
                    requireKey(name);
                    return HoldRows.put(database, new Hold(name, reason, by, at));
                }));
    }

    @Override
    public synchronized Optional<Hold> release(String subjectId, String reason) {
        byte[] subject = subject(subjectId);
        return attempt(
                "a hold",
                () -> database.transaction(() -> {
                    Optional<String> name = database.query(
                            "SELECT name FROM subjects WHERE subject = ?", row -> row.getString(1), subject);
                    return name.isEmpty() ? Optional.<Hold>empty() : HoldRows.remove(database, name.get(), reason);
                }));
    }

    @Override
    public synchronized List<Hold> holds() {
        return attempt("holds", () -> HoldRows.all(database));
    }

    @Override
    public synchronized void close() {
        attempt("the connection", () -> {
            database.close();
            return true;
        });
    }

    /** What stands for a subject in the file. */
    private byte[] subject(String subjectId) {
        if (subjectId.isEmpty())
            throw new KeyStoreException(file + ": the subject id is empty, expected whose data it is");
        return Digests.hmac(placeSecret("subject"), subjectId.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] subjectContext(String name) {
        return ("subject key " + name).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] blobContext(String address) {
        return ("blob key " + address).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private <T> T attempt(String what, KeyDatabase.Work<T> work) {
        try {
            return work.run();
        } catch (SQLException e) {
            throw new KeyStoreException(file + ": " + what + ": " + e.getMessage(), e);
        }
    }
}
