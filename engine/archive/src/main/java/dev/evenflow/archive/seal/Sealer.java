package dev.evenflow.archive.seal;

import com.github.luben.zstd.ZstdCompressCtx;
import java.security.SecureRandom;

/**
 * Seals contents of rows: compressed where that pays, then AES-256-GCM with a random nonce. Not safe for several threads: one for each.
 *
 * <p>Context is authenticated and not stored: it says where the content belongs, so that sealed bytes cannot be moved to another row or column. A key may
 * seal 2^32 contents (NIST SP 800-38D, 8.3). Form: {@link SealedForm}.
 */
public final class Sealer implements AutoCloseable {
    /** Below this zstd gains little and costs more than the encryption. */
    private static final int COMPRESS_FROM = 512;

    private static final int LEVEL = 1;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SealedForm form = new SealedForm();
    private final ZstdCompressCtx zstd = new ZstdCompressCtx().setLevel(LEVEL);

    /** Randomness is drawn in larger pieces: each draw enters the kernel. */
    private final byte[] nonces = new byte[SealedForm.NONCE * 256];

    private int nextNonce = nonces.length;

    /** @param key 32 bytes */
    public byte[] seal(byte[] key, byte[] plain, byte[] context) {
        if (nextNonce == nonces.length) {
            RANDOM.nextBytes(nonces);
            nextNonce = 0;
        }
        int nonce = nextNonce;
        nextNonce += SealedForm.NONCE;
        if (plain.length >= COMPRESS_FROM) {
            byte[] compressed = zstd.compress(plain);
            if (compressed.length < plain.length)
                return form.encrypt(key, compressed, SealedForm.COMPRESSED, nonces, nonce, context);
        }
        return form.encrypt(key, plain, 0, nonces, nonce, context);
    }

    /** @throws SealBrokenException if the bytes are not what {@link #seal} made with this key for this context */
    public byte[] open(byte[] key, byte[] sealed, byte[] context) throws SealBrokenException {
        return form.decrypt(key, sealed, context);
    }

    @Override
    public void close() {
        zstd.close();
    }
}
