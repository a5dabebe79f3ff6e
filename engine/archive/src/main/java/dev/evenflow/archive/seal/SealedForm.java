package dev.evenflow.archive.seal;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The layout of sealed bytes, and AES-256-GCM over it. Not safe for several threads: it keeps its cipher.
 *
 * <p>Version (1 byte: 1), flags (1 byte: 1 = zstd frame), nonce (12 bytes), ciphertext, tag (16 bytes). Authenticated besides: version, flags, context.
 */
final class SealedForm {
    static final int VERSION = 1;
    static final int COMPRESSED = 1;
    static final int NONCE = 12;
    static final int TAG = 16;
    static final int HEAD = 2 + NONCE;

    private final Cipher cipher;
    private final byte[] head = new byte[2];

    SealedForm() {
        try {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES/GCM", e);
        }
    }

    /** @param nonce of {@link #NONCE} bytes from {@code from} on; never twice for one key and different content */
    byte[] encrypt(byte[] key, byte[] body, int flags, byte[] nonce, int from, byte[] context) {
        byte[] sealed = new byte[HEAD + body.length + TAG];
        sealed[0] = VERSION;
        sealed[1] = (byte) flags;
        System.arraycopy(nonce, from, sealed, 2, NONCE);
        try {
            begin(Cipher.ENCRYPT_MODE, key, sealed, context);
            cipher.doFinal(body, 0, body.length, sealed, HEAD);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "cannot seal with a key of " + key.length + " bytes, expected 32: " + e.getMessage(), e);
        }
    }

    byte[] decrypt(byte[] key, byte[] sealed, byte[] context) throws SealBrokenException {
        if (sealed.length < HEAD + TAG)
            throw new SealBrokenException(
                    "found " + sealed.length + " sealed bytes, expected at least " + (HEAD + TAG));
        if (sealed[0] != VERSION)
            throw new SealBrokenException("sealed form: found version " + (sealed[0] & 0xFF) + ", expected " + VERSION);
        byte[] body;
        try {
            begin(Cipher.DECRYPT_MODE, key, sealed, context);
            body = cipher.doFinal(sealed, HEAD, sealed.length - HEAD);
        } catch (AEADBadTagException e) {
            throw new SealBrokenException(
                    "the seal is broken: altered bytes, another key or another place in the archive", e);
        } catch (GeneralSecurityException e) {
            throw new SealBrokenException(
                    "cannot open with a key of " + key.length + " bytes, expected 32: " + e.getMessage(), e);
        }
        return (sealed[1] & COMPRESSED) == 0 ? body : decompress(body);
    }

    private void begin(int mode, byte[] key, byte[] sealed, byte[] context) throws GeneralSecurityException {
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG * 8, sealed, 2, NONCE));
        head[0] = sealed[0];
        head[1] = sealed[1];
        cipher.updateAAD(head);
        cipher.updateAAD(context);
    }

    private static byte[] decompress(byte[] body) throws SealBrokenException {
        long length = Zstd.getFrameContentSize(body);
        if (length < 0 || length > Integer.MAX_VALUE - 8)
            throw new SealBrokenException("the sealed content says it has " + length + " bytes, expected a zstd frame");
        try {
            return Zstd.decompress(body, (int) length);
        } catch (ZstdException e) {
            throw new SealBrokenException("the sealed content is no zstd frame: " + e.getMessage(), e);
        }
    }
}
