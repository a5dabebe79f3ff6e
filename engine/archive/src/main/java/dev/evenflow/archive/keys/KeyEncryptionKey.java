package dev.evenflow.archive.keys;

/** Encrypts data keys for storage. A key management service that has encrypt and decrypt with additional data fits behind it. */
public interface KeyEncryptionKey {
    /** @param context authenticated, not stored: what the key is for */
    byte[] wrap(byte[] key, byte[] context);

    /** @throws KeyStoreException if the bytes were not wrapped by this key for this context, or were altered */
    byte[] unwrap(byte[] wrapped, byte[] context);

    /** Says which key it is, and nothing about it. */
    String id();

    /** Where it comes from, for messages. */
    String origin();
}
