package dev.evenflow.archive.keys;

/**
 * The data key of one large content.
 *
 * @param address where the content lies in the place's blob store, 64 hex digits: a digest of the content, keyed by the secret. The same content has
 *     another address after its key was destroyed, so that a late deletion of the old file cannot hit the new one.
 * @param secret 32 bytes
 */
public record BlobKey(String address, byte[] secret) {
    /** Without the secret, so that no log holds it. */
    @Override
    public String toString() {
        return "BlobKey[" + address + "]";
    }
}
