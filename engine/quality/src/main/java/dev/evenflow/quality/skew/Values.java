package dev.evenflow.quality.skew;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The values of one record that are compared, by field. As bytes, version 1: version, number of fields (2 bytes), then for each
 * in the order of names its name and a value behind a byte that says what it is.
 */
final class Values {
    static final int VERSION = 1;
    static final int NULL = 0;
    static final int FALSE = 1;
    static final int TRUE = 2;
    static final int LONG = 3;
    static final int DOUBLE = 4;
    static final int HASH = 5;

    /** What is left of a value. A number is kept as both, so that large whole numbers compare exactly. */
    record Value(int kind, long whole, double number) {
        boolean isNull() {
            return kind == NULL;
        }

        boolean isNumber() {
            return kind == LONG || kind == DOUBLE;
        }
    }

    private Values() {}

    static Map<String, Value> fromBytes(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readUnsignedByte();
            if (version != VERSION)
                throw new IllegalArgumentException(
                        "compared values of version " + version + ", expected version " + VERSION);
            Map<String, Value> values = new TreeMap<>();
            for (int i = in.readUnsignedShort(); i > 0; i--) values.put(in.readUTF(), read(in));
            return values;
        } catch (IOException e) {
            throw new IllegalArgumentException("compared values: the bytes are cut short or broken", e);
        }
    }

    private static Value read(DataInputStream in) throws IOException {
        int kind = in.readUnsignedByte();
        return switch (kind) {
            case NULL, FALSE, TRUE -> new Value(kind, kind, 0);
            case LONG -> {
                long whole = in.readLong();
                yield new Value(kind, whole, whole);
            }
            case DOUBLE -> new Value(kind, 0, in.readDouble());
            case HASH -> new Value(kind, in.readLong(), 0);
            default -> throw new IOException("a value of kind " + kind);
        };
    }
}
