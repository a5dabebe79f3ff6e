package dev.evenflow.archive.digest;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** SHA-256 and HMAC-SHA256 of the JDK, and their text: lower-case hex digits. */
public final class Digests {
    /** Bytes of a digest. */
    public static final int LENGTH = 32;

    private Digests() {}

    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    public static byte[] sha256(byte[] bytes) {
        return sha256().digest(bytes);
    }

    /** A keyed digest to be used again and again by one thread. */
    public static Mac hmac(byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256, for keys of any length but 0", e);
        }
    }

    public static byte[] hmac(byte[] key, byte[] bytes) {
        return hmac(key).doFinal(bytes);
    }

    public static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    public static String hex(byte[] bytes, int from, int to) {
        return HexFormat.of().formatHex(bytes, from, to);
    }

    /** @throws IllegalArgumentException if it is not an even number of hex digits */
    public static byte[] fromHex(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
