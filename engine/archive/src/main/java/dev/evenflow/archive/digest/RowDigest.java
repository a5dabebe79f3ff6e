package dev.evenflow.archive.digest;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** The canonical digest of a row, fed value by value. Reusable; not thread-safe. */
public final class RowDigest {
    private final MessageDigest digest = Digests.sha256();
    private ByteBuffer buffer = ByteBuffer.allocate(4096);

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            digest.update(buffer.array(), 0, buffer.position());
            buffer.clear();
        }
        return buffer;
    }

    public void field(int id) {
        room(4).putInt(id);
    }

    public void ofBoolean(boolean value) {
        room(1).put((byte) (value ? 1 : 0));
    }

    public void ofLong(long value) {
        room(8).putLong(value);
    }

    public void ofDouble(double value) {
        room(8).putDouble(value);
    }

    public void ofText(CharSequence value) {
        ofBytes(ByteBuffer.wrap(value.toString().getBytes(StandardCharsets.UTF_8)));
    }

    public void ofBytes(ByteBuffer value) {
        ByteBuffer bytes = value.duplicate();
        room(4).putInt(bytes.remaining());
        if (bytes.remaining() > buffer.remaining()) {
            digest.update(buffer.array(), 0, buffer.position());
            buffer.clear();
            digest.update(bytes);
        } else {
            buffer.put(bytes);
        }
    }

    public void list(int count) {
        room(4).putInt(count);
    }

    public void present(boolean present) {
        ofBoolean(present);
    }

    public void struct(int nonNullFields) {
        room(4).putInt(nonNullFields);
    }

    public byte[] digest() {
        digest.update(buffer.array(), 0, buffer.position());
        buffer.clear();
        return digest.digest();
    }
}
