package dev.evenflow.flink.avro;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Decodes Avro's binary form from an array, checking every length against the bytes that remain before anything is
 * allocated: a corrupt length in a record of 100 bytes must not ask for two gigabytes, as Avro's own decoder would.
 * Errors: {@link EOFException} where bytes are missing, {@link AvroRuntimeException} where they make no sense.
 */
public final class BoundedBinaryDecoder extends Decoder {
    private byte[] bytes = {};
    private int position;
    private int limit;

    /** Starts at an offset of an array, which is not copied. */
    public void reset(byte[] newBytes, int offset, int length) {
        bytes = newBytes;
        position = offset;
        limit = offset + length;
    }

    /** Bytes that were not read. */
    public int remaining() {
        return limit - position;
    }

    private byte next() throws EOFException {
        if (position >= limit) throw new EOFException("the record ends in the middle of a value");
        return bytes[position++];
    }

    private int claim(long length) throws IOException {
        if (length < 0) throw new AvroRuntimeException("a length of " + length);
        if (length > remaining())
            throw new EOFException("a value of " + length + " bytes where " + remaining() + " remain");
        int start = position;
        position += (int) length;
        return start;
    }

    /** A number of items, each of at least {@code 0} bytes; bounded so that empty items cannot loop for ever. */
    private long items() throws IOException {
        long count = readLong();
        if (count < 0) {
            readLong();
            count = -count;
        }
        if (count < 0 || count > limit)
            throw new AvroRuntimeException("a block of " + count + " items in " + limit + " bytes");
        return count;
    }

    @Override
    public void readNull() {}

    @Override
    public boolean readBoolean() throws IOException {
        byte value = next();
        if (value != 0 && value != 1) throw new AvroRuntimeException("a boolean of " + value);
        return value == 1;
    }

    @Override
    public int readInt() throws IOException {
        long value = readLong();
        if (value != (int) value) throw new AvroRuntimeException("an int of " + value);
        return (int) value;
    }

    @Override
    public long readLong() throws IOException {
        long raw = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte part = next();
            raw |= (long) (part & 0x7F) << shift;
            if (part >= 0) return (raw >>> 1) ^ -(raw & 1);
        }
        throw new AvroRuntimeException("a number of more than ten bytes");
    }

    @Override
    public float readFloat() throws IOException {
        int at = claim(4);
        return Float.intBitsToFloat(ByteBuffer.wrap(bytes, at, 4)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .getInt());
    }

    @Override
    public double readDouble() throws IOException {
        int at = claim(8);
        return Double.longBitsToDouble(ByteBuffer.wrap(bytes, at, 8)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .getLong());
    }

    @Override
    public Utf8 readString(@Nullable Utf8 old) throws IOException {
        int length = (int) Math.min(Integer.MAX_VALUE, readLong());
        int at = claim(length);
        byte[] copy = new byte[length];
        System.arraycopy(bytes, at, copy, 0, length);
        return new Utf8(copy);
    }

    @Override
    public String readString() throws IOException {
        long length = readLong();
        int at = claim(length);
        return new String(bytes, at, (int) length, StandardCharsets.UTF_8);
    }

    @Override
    public void skipString() throws IOException {
        claim(readLong());
    }

    @Override
    public ByteBuffer readBytes(@Nullable ByteBuffer old) throws IOException {
        long length = readLong();
        int at = claim(length);
        byte[] copy = new byte[(int) length];
        System.arraycopy(bytes, at, copy, 0, copy.length);
        return ByteBuffer.wrap(copy);
    }

    @Override
    public void skipBytes() throws IOException {
        claim(readLong());
    }

    @Override
    public void readFixed(byte[] target, int start, int length) throws IOException {
        int at = claim(length);
        System.arraycopy(bytes, at, target, start, length);
    }

    @Override
    public void skipFixed(int length) throws IOException {
        claim(length);
    }

    @Override
    public int readEnum() throws IOException {
        return readInt();
    }

    @Override
    public long readArrayStart() throws IOException {
        return items();
    }

    @Override
    public long arrayNext() throws IOException {
        return items();
    }

    @Override
    public long skipArray() throws IOException {
        return skipBlocks();
    }

    @Override
    public long readMapStart() throws IOException {
        return items();
    }

    @Override
    public long mapNext() throws IOException {
        return items();
    }

    @Override
    public long skipMap() throws IOException {
        return skipBlocks();
    }

    /** Skips blocks that state their size in bytes; returns the items of the first that does not, or 0 at the end. */
    private long skipBlocks() throws IOException {
        while (true) {
            long count = readLong();
            if (count >= 0) {
                if (count > limit)
                    throw new AvroRuntimeException("a block of " + count + " items in " + limit + " bytes");
                return count;
            }
            claim(readLong());
        }
    }

    @Override
    public int readIndex() throws IOException {
        return readInt();
    }
}
