package dev.evenflow.archive.keys;

import dev.evenflow.archive.digest.Digests;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key-encryption key that this process holds: AES-256-GCM with a random nonce.
 *
 * <p>Wrapped: nonce (12 bytes), ciphertext, tag (16 bytes).
 */
public final class LocalKeyEncryptionKey implements KeyEncryptionKey {
    static final int BYTES = 32;
    private static final int NONCE = 12;
    private static final int TAG = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec key;
    private final String id;
    private final String origin;

    /** @param origin where it was found, for messages */
    LocalKeyEncryptionKey(byte[] secret, String origin) {
        if (secret.length != BYTES)
            throw new KeyStoreException(
                    origin + ": found " + secret.length + " bytes, expected a key-encryption key of 32 bytes");
        this.key = new SecretKeySpec(secret, "AES");
        this.id =
                Digests.hex(Digests.hmac(secret, "evenflow key-encryption key".getBytes(StandardCharsets.UTF_8)), 0, 8);
        this.origin = origin;
    }

    /** Reads it from an environment variable, base64 of 32 bytes. */
    public static LocalKeyEncryptionKey fromEnvironment(String name, Map<String, String> environment) {
        String text = environment.get(name);
        if (text == null || text.isBlank())
            throw new KeyStoreException("environment variable " + name
                    + ": is not set, expected a key-encryption key (base64 of 32 bytes)");
        return fromBase64(text, "environment variable " + name);
    }

    static LocalKeyEncryptionKey fromBase64(String text, String origin) {
        try {
            return new LocalKeyEncryptionKey(Base64.getDecoder().decode(text.trim()), origin);
        } catch (IllegalArgumentException e) {
            throw new KeyStoreException(
                    origin + ": is not base64, expected a key-encryption key (base64 of 32 bytes)", e);
        }
    }

    @Override
    public byte[] wrap(byte[] secret, byte[] context) {
        byte[] wrapped = new byte[NONCE + secret.length + TAG];
        byte[] nonce = new byte[NONCE];
        RANDOM.nextBytes(nonce);
        System.arraycopy(nonce, 0, wrapped, 0, NONCE);
        try {
            cipher(Cipher.ENCRYPT_MODE, nonce, context).doFinal(secret, 0, secret.length, wrapped, NONCE);
        } catch (GeneralSecurityException e) {
            throw new KeyStoreException(origin + ": cannot wrap a key", e);
        }
        return wrapped;
    }

    @Override
    public byte[] unwrap(byte[] wrapped, byte[] context) {
        if (wrapped.length < NONCE + TAG)
            throw new KeyStoreException(
                    origin + ": a wrapped key has " + wrapped.length + " bytes, expected at least " + (NONCE + TAG));
        try {
            return cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(wrapped, NONCE), context)
                    .doFinal(wrapped, NONCE, wrapped.length - NONCE);
        } catch (GeneralSecurityException e) {
            throw new KeyStoreException(
                    origin + ": cannot unwrap " + new String(context, StandardCharsets.UTF_8)
                            + ", expected a key that was wrapped by key-encryption key " + id
                            + " and not altered since",
                    e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, byte[] context) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG * 8, nonce));
        cipher.updateAAD(context);
        return cipher;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String origin() {
        return origin;
    }
}
