package dev.evenflow.quality.profile;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Values that are counted, as bytes: longs, doubles, booleans and text, each with its kind before it. They stay what they are until somebody
 * reads them, since writing a number as text costs more than counting it.
 */
final class ValueItems {
    private static final byte LONG = 1;
    private static final byte DOUBLE = 2;
    private static final byte BOOLEAN = 3;
    private static final byte TEXT = 4;
    private static final int LONGEST_TEXT = 256;

    private ValueItems() {}

    /** The one form of equal values: whole numbers as longs, other numbers as doubles, the rest as text of at most 256 characters. */
    static Object of(Object value) {
        if (value instanceof Long || value instanceof Boolean) {
            return value;
        }
        if (value instanceof Integer whole) {
            return whole.longValue();
        }
        if (value instanceof Float single) {
            // as people write it: 0.1, not 0.10000000149011612
            return of(Double.valueOf(single.toString()));
        }
        if (value instanceof Number number) {
            double fraction = number.doubleValue();
            long whole = (long) fraction;
            return whole == fraction && whole != Long.MAX_VALUE ? (Object) whole : (Object) fraction;
        }
        String text = value.toString();
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
    }

    static void write(DataOutput out, Object value) throws IOException {
        if (value instanceof Long whole) {
            out.writeByte(LONG);
            out.writeLong(whole);
        } else if (value instanceof Double fraction) {
            out.writeByte(DOUBLE);
            out.writeDouble(fraction);
        } else if (value instanceof Boolean flag) {
            out.writeByte(BOOLEAN);
            out.writeBoolean(flag);
        } else {
            out.writeByte(TEXT);
            Frames.writeText(out, (String) value);
        }
    }

    static Object read(DataInput in) throws IOException {
        byte kind = in.readByte();
        return switch (kind) {
            case LONG -> (Object) in.readLong();
            case DOUBLE -> in.readDouble();
            case BOOLEAN -> in.readBoolean();
            case TEXT -> Frames.readText(in);
            default -> throw new IllegalArgumentException("profile: a value of kind " + kind + ", expected 1 to 4");
        };
    }
}
