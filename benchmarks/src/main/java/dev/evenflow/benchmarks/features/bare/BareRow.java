package dev.evenflow.benchmarks.features.bare;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * A transaction's id, time and five keys in one array, so that passing it on is one copy.
 *
 * <p>Layout: time in 8 bytes, then for id and keys the position behind its text in 2 bytes, negative where it is null, then the texts.
 */
public final class BareRow {
    static final int TEXTS = 6;
    private static final int HEAD = Long.BYTES + TEXTS * Short.BYTES;

    /** Its first {@code length} bytes are in use. */
    byte[] bytes;

    int length;

    BareRow(int capacity) {
        bytes = new byte[capacity];
    }

    /** @param texts id first; a null key stays null */
    void set(long time, @Nullable Utf8[] texts) {
        int size = HEAD;
        for (Utf8 text : texts) {
            size += text == null ? 0 : text.getByteLength();
        }
        if (bytes.length < size) {
            bytes = new byte[size];
        }
        writeLong(time);
        int end = HEAD;
        for (int i = 0; i < TEXTS; i++) {
            Utf8 text = texts[i];
            if (text != null) {
                System.arraycopy(text.getBytes(), 0, bytes, end, text.getByteLength());
                end += text.getByteLength();
            }
            int at = Long.BYTES + i * Short.BYTES;
            int stored = text == null ? ~end : end;
            bytes[at] = (byte) (stored >> 8);
            bytes[at + 1] = (byte) stored;
        }
        length = end;
    }

    private void writeLong(long value) {
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[i] = (byte) (value >> 56 - 8 * i);
        }
    }

    long time() {
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = value << 8 | bytes[i] & 0xFF;
        }
        return value;
    }

    boolean isNull(int text) {
        return stored(text) < 0;
    }

    int begin(int text) {
        return text == 0 ? HEAD : end(text - 1);
    }

    int end(int text) {
        int stored = stored(text);
        return stored < 0 ? ~stored : stored;
    }

    private int stored(int text) {
        int at = Long.BYTES + text * Short.BYTES;
        return bytes[at] << 8 | bytes[at + 1] & 0xFF;
    }

    String text(int text) {
        int begin = begin(text);
        return new String(bytes, begin, end(text) - begin, StandardCharsets.UTF_8);
    }

    byte[] copyOf(int text) {
        return Arrays.copyOfRange(bytes, begin(text), end(text));
    }
}
