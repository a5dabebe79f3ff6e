package dev.evenflow.archive.store.dataset;

import dev.evenflow.archive.digest.Digests;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 over the values of all rows, whatever the file's format: for each value one byte (0 null, 1 boolean, 2 long or timestamp, 3 double, 4 string),
 * then 1 byte, 8 bytes big-endian, 8 bytes IEEE 754 big-endian, or length (4 bytes) and UTF-8.
 */
final class RowsDigest {
    private final MessageDigest sha256;
    private final ByteBuffer buffer = ByteBuffer.allocate(9);

    RowsDigest() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM has no SHA-256", e);
        }
    }

    void add(@Nullable Object[] row) {
        for (Object value : row) {
            buffer.clear();
            if (value == null) {
                buffer.put((byte) 0);
            } else if (value instanceof Boolean flag) {
                buffer.put((byte) 1).put((byte) (flag ? 1 : 0));
            } else if (value instanceof Long number) {
                buffer.put((byte) 2).putLong(number);
            } else if (value instanceof Double number) {
                buffer.put((byte) 3).putLong(Double.doubleToLongBits(number));
            } else {
                byte[] text = ((String) value).getBytes(StandardCharsets.UTF_8);
                buffer.put((byte) 4).putInt(text.length);
                sha256.update(buffer.flip());
                sha256.update(text);
                continue;
            }
            sha256.update(buffer.flip());
        }
    }

    String hex() {
        return Digests.hex(sha256.digest());
    }
}
