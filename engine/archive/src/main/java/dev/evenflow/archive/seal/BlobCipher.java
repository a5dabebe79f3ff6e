package dev.evenflow.archive.seal;

import com.github.luben.zstd.Zstd;
import dev.evenflow.archive.digest.Digests;
import java.nio.charset.StandardCharsets;
import javax.crypto.Mac;

/**
 * Seals a large content with the content's own key: the same key and content give the same bytes, so that it may be written twice.
 * Safe for several threads.
 *
 * <p>The nonce is the first 12 bytes of HMAC-SHA256 over what is encrypted, by a key that is derived from the content's. A key that seals one content only
 * never meets a nonce twice with different bytes, even if another version of zstd compresses differently. Form: {@link SealedForm}.
 */
public final class BlobCipher {
    private static final int LEVEL = 3;
    private static final byte[] NONCE_KEY = "evenflow blob nonce".getBytes(StandardCharsets.UTF_8);

    /**
     * @param key 32 bytes, used for no other content
     * @param address where the content will lie; authenticated, so that stored contents cannot be exchanged
     */
    public byte[] seal(byte[] key, byte[] content, String address) {
        byte[] compressed = Zstd.compress(content, LEVEL);
        boolean smaller = compressed.length < content.length;
        byte[] body = smaller ? compressed : content;
        int flags = smaller ? SealedForm.COMPRESSED : 0;
        Mac mac = Digests.hmac(Digests.hmac(key, NONCE_KEY));
        mac.update((byte) flags);
        // A new cipher each time: the JDK's refuses to use one nonce twice in succession, which here are the same bytes
        // again.
        return new SealedForm().encrypt(key, body, flags, mac.doFinal(body), 0, context(address));
    }

    /** @throws SealBrokenException if the bytes are not what {@link #seal} made with this key for this address */
    public byte[] open(byte[] key, byte[] stored, String address) throws SealBrokenException {
        return new SealedForm().decrypt(key, stored, context(address));
    }

    private static byte[] context(String address) {
        return address.getBytes(StandardCharsets.US_ASCII);
    }
}
