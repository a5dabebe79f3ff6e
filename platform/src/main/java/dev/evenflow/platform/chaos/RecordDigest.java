package dev.evenflow.platform.chaos;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A record of a topic by its content.
 *
 * @param key as text
 * @param value SHA-256 of its bytes in hex; {@code null} for a value that is null
 */
record RecordDigest(String topic, String key, String value) {

    static RecordDigest of(String topic, byte[] key, byte @Nullable [] value) {
        return new RecordDigest(topic, new String(key, StandardCharsets.UTF_8), value == null ? "null" : sha256(value));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return topic + " key " + key + " value " + value.substring(0, Math.min(12, value.length()));
    }
}
