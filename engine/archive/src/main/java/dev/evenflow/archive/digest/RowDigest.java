package dev.evenflow.archive.digest;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * The canonical digest of a row, fed value by value: SHA-256 that anybody can compute again from the table. Reusable; not safe for several threads.
 *
 * <p>For each column that is not null, in the order of the Iceberg field ids: the id (4 bytes), then the value. All numbers are big-endian.
 *
 * <ul>
 *   <li>boolean: 1 byte, 0 or 1; int, long and timestamp (microseconds since 1970): 8 bytes; double: 8 bytes IEEE 754, any NaN as 7ff8000000000000
 *   <li>text (UTF-8) and bytes: length (4 bytes), bytes
 *   <li>list: count (4 bytes), then for each element 1 byte, 1 and the element or 0 for null
 *   <li>struct: count of the fields that are not null (4 bytes), then these like the columns of a row
 * </ul>
 *
 * <p>A column that is added later and null leaves the digests of old rows as they are.
 */
public final class RowDigest {
    private final MessageDigest digest = Digests.sha256();
    private final ByteBuffer buffer = ByteBuffer.allocate(4096);

    /** The column or field whose value comes next. */
    public void field(int id) {
        room(4).putInt(id);
    }

    public void ofBoolean(boolean value) {
        room(1).put((byte) (value ? 1 : 0));
    }

    /** An int, a long, or a timestamp in microseconds. */
    public void ofLong(long value) {
        room(8).putLong(value);
    }

    public void ofDouble(double value) {
        room(8).putLong(Double.doubleToLongBits(value));
    }

    public void ofText(CharSequence value) {
        bytes(value.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** From its position to its limit; both stay. */
    public void ofBytes(ByteBuffer value) {
        if (value.hasArray()) bytes(value.array(), value.arrayOffset() + value.position(), value.remaining());
        else {
            byte[] copy = new byte[value.remaining()];
            value.duplicate().get(copy);
            bytes(copy);
        }
    }

    /** Then each element, after {@link #present}. */
    public void list(int count) {
        room(4).putInt(count);
    }

    public void present(boolean present) {
        ofBoolean(present);
    }

    /** Then each of the fields that are not null, after {@link #field}. */
    public void struct(int nonNullFields) {
        room(4).putInt(nonNullFields);
    }

    /** The row's digest, 32 bytes. The next value begins another row. */
    public byte[] digest() {
        flush();
        return digest.digest();
    }

    private void bytes(byte[] value) {
        bytes(value, 0, value.length);
    }

    private void bytes(byte[] array, int from, int length) {
        room(4).putInt(length);
        if (length <= buffer.remaining()) buffer.put(array, from, length);
        else {
            flush();
            digest.update(array, from, length);
        }
    }

    /** Small pieces are gathered: each update of the digest has its price. */
    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) flush();
        return buffer;
    }

    private void flush() {
        digest.update(buffer.array(), 0, buffer.position());
        buffer.clear();
    }
}
