package dev.evenflow.archive.keys;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The keys of one place. Safe for use from several threads, and all stores opened on the same keys behave as one.
 * Errors are {@link KeyStoreException}s that name the store or key and what was expected.
 *
 * <p>Shaped so that a key management service can stand behind it: only {@link #destroy} and {@link #hold} need a transaction over more than one key
 * (docs/adr/0016-keys-per-subject.md).
 */
public interface KeyStore extends AutoCloseable {
    /** The subject's key; makes one where there is none. */
    SubjectKey keyOf(String subjectId);

    /** The subject's key, if it has one. */
    Optional<SubjectKey> findBySubject(String subjectId);

    /** The key of that name; empty once it is destroyed. */
    Optional<SubjectKey> findByName(String keyName);

    /**
     * The key of a large content, made where there is none, and the note that the subject needs it.
     *
     * @param contentId keyed digest of the content, 64 hex digits: HMAC-SHA256 by {@code placeSecret("blob-address")} of its SHA-256
     * @throws KeyDestroyedException if there is no subject key of that name
     */
    BlobKey blobKey(String contentId, String subjectKeyName);

    /** The key of the content at that address; empty once it is destroyed. */
    Optional<BlobKey> findBlobKey(String address);

    /** Grows with each destruction: keys read under one epoch may be used until it changes. Costs no more than a memory access. */
    long epoch();

    /** When it returns, all keys given out so far survive a loss of power. */
    void sync();

    /** A secret of this place for keyed digests, 32 bytes; made where there is none. Never destroyed. */
    byte[] placeSecret(String purpose);

    /** As {@link #destroyAll} for one subject. Empty if it has no key. */
    default Optional<Destruction> destroy(String subjectId) {
        return destroyAll(List.of(subjectId)).stream().findFirst();
    }

    /**
     * Destroys the keys of subjects, and of the contents that no other subject needs. When it returns, no trace of the keys is left in the store.
     *
     * @return one for each of the subjects that had a key, in their order
     * @throws SubjectOnHoldException if one of them is under hold; then nothing is destroyed
     */
    List<Destruction> destroyAll(Collection<String> subjectIds);

    /** Destructions that nobody has confirmed to be on record: also those of a process that died right after it destroyed. */
    List<Destruction> unrecorded();

    /** Confirms that the destruction of these keys is on record. */
    void confirmRecorded(Collection<String> keyNames);

    /** Withdraws references to contents, for rows that are gone. Returns the addresses of those nobody needs now: their keys are destroyed. */
    List<String> dropReferences(Collection<BlobReference> references);

    /** Addresses of all contents whose key is destroyed and whose file may still be there: those whose deletion nobody has confirmed. */
    List<String> doomedBlobs();

    /** Confirms that files of {@link #doomedBlobs} are deleted. */
    void confirmDeleted(Collection<String> addresses);

    /** Puts a subject under hold; it gets a key if it has none, so that the hold precedes its data. Repeating a reason changes nothing. */
    Hold hold(String subjectId, String reason, String by, Instant at);

    /** Ends the subject's hold for that reason; empty if there was none. */
    Optional<Hold> release(String subjectId, String reason);

    /** All holds, the oldest first. */
    List<Hold> holds();

    @Override
    void close();
}
