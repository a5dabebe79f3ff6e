package dev.evenflow.scorer;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The same for the same vector and deployment at any time, so that a label finds the inference by its transaction alone:
 * the beginning of the SHA-256 of both, 32 hex digits.
 */
final class InferenceId {
    private static final int BYTES = 16;

    private InferenceId() {}

    static String of(String deployment, String transactionId) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((deployment + "\n" + transactionId).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
