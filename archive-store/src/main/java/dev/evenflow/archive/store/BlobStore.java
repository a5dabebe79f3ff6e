package dev.evenflow.archive.store;

import dev.evenflow.archive.digest.Digests;
import dev.evenflow.archive.keys.BlobKey;
import dev.evenflow.archive.keys.KeyStore;
import dev.evenflow.archive.keys.SubjectKey;
import dev.evenflow.archive.seal.BlobCipher;
import dev.evenflow.archive.seal.SealBrokenException;
import dev.evenflow.inference.ArchivedBlob;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.jspecify.annotations.Nullable;

/**
 * Large contents of one place: the same content is stored once, compressed and encrypted with a key of its own, which lives as
 * long as a subject that needs it. Not thread-safe.
 */
public final class BlobStore {
    private final String location;
    private final FileIO io;
    private final KeyStore keys;
    private final BlobCipher cipher = new BlobCipher();
    private final byte[] contentSecret;

    BlobStore(String location, FileIO io, KeyStore keys) {
        this.location = location;
        this.io = io;
        this.keys = keys;
        this.contentSecret = keys.placeSecret("content");
    }

    /**
     * Stores the content, unless it is there, and notes that the subject needs it. When it returns, the content is stored.
     *
     * @param field where it belongs in the sealed part
     */
    public ArchivedBlob put(byte[] content, SubjectKey subject, @Nullable String mediaType, String field) {
        String contentId = Digests.hex(Digests.hmac(contentSecret, Digests.sha256(content)));
        BlobKey key = keys.blobKey(contentId, subject.name());
        // the same bytes each time, so that two writers of one content do not disturb each other
        byte[] stored = cipher.seal(key.secret(), content, key.address());
        String path = path(key.address());
        if (!isStored(path, stored.length)) {
            try (OutputStream out = io.newOutputFile(path).createOrOverwrite()) {
                out.write(stored);
            } catch (IOException e) {
                throw new ArchiveStoreException("cannot store " + path + ": " + e, e);
            }
        }
        return ArchivedBlob.newBuilder()
                .setAddress(key.address())
                .setStoredDigest(Digests.hex(Digests.sha256(stored)))
                .setStoredLength(stored.length)
                .setLength(content.length)
                .setMediaType(mediaType)
                .setField(field)
                .build();
    }

    private boolean isStored(String path, long length) {
        InputFile file = io.newInputFile(path);
        return file.exists() && file.getLength() == length;
    }

    /**
     * The content at that address; empty if its key is destroyed.
     *
     * @throws ArchiveStoreException if its file is missing or altered
     */
    public Optional<byte[]> get(String address) {
        Optional<BlobKey> key = keys.findBlobKey(address);
        if (key.isEmpty()) {
            return Optional.empty();
        }
        byte[] stored = stored(address)
                .orElseThrow(() -> new ArchiveStoreException("the blob " + path(address) + " is missing"));
        try {
            return Optional.of(cipher.open(key.get().secret(), stored, address));
        } catch (SealBrokenException e) {
            throw new ArchiveStoreException("the blob " + path(address) + " cannot be opened: " + e.getMessage(), e);
        }
    }

    /** The stored bytes, compressed and encrypted; empty if there is no such file. */
    public Optional<byte[]> stored(String address) {
        return read(io, path(address));
    }

    static Optional<byte[]> read(FileIO io, String path) {
        InputFile file = io.newInputFile(path);
        if (!file.exists()) {
            return Optional.empty();
        }
        try (InputStream in = file.newStream()) {
            return Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw new ArchiveStoreException("cannot read " + path + ": " + e, e);
        }
    }

    /** Deletes the file at that address; false if there is none. */
    public boolean delete(String address) {
        try {
            if (!io.newInputFile(path(address)).exists()) {
                return false;
            }
            io.deleteFile(path(address));
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    public String path(String address) {
        return path(location, address);
    }

    /** Spread over directories, because a directory of a million files is a burden to every tool. */
    static String path(String location, String address) {
        return Locations.child(location, address.substring(0, 2) + "/" + address.substring(2, 4) + "/" + address);
    }
}
