package dev.evenflow.features.row;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One event (or label) on its way through the entities: its inputs, and the features computed so far.
 *
 * <p>Mutable and not thread-safe: it is the hot path's only object per event. It keeps its values as the bytes that travel
 * between operators ({@link FeatureRowCodec}): eight for each slot at its place, texts as UTF-8 beside them. A String is
 * made when one is asked for, and each time.
 */
public final class FeatureRow {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final byte[] NONE = {};
    private static final long LOW = 0xFFFFFFFFL;
    /** From this byte on, UTF-8 and UTF-16 may order two texts differently. */
    private static final int FIRST_LEAD_ABOVE_SURROGATES = 0xEE;

    /** What the row stands for. Stable codes: {@link #code}. */
    public enum Kind {
        /** A transaction whose features are computed. */
        EVENT(0),
        /** A label: {@link FeatureRow#time} is when it became known, {@link FeatureRow#labelledTime} its event's time. */
        LABEL(1),
        /** New values of some features of an event that was settled before. */
        CORRECTION(2),
        /** A change of a row in a system of record: its key, its attributes as they are from {@link FeatureRow#time} on. */
        CHANGE(3);

        public final int code;

        Kind(int code) {
            this.code = code;
        }

        public static Kind of(int code) {
            return switch (code) {
                case 0 -> EVENT;
                case 1 -> LABEL;
                case 2 -> CORRECTION;
                case 3 -> CHANGE;
                default -> throw new IllegalArgumentException("row kind " + code + ", expected 0 to 3");
            };
        }
    }

    public Kind kind = Kind.EVENT;
    /** Position in time, milliseconds since the epoch: the event's time, or when the label became known. */
    public long time;
    /** For a label the time of its event; otherwise equal to {@link #time}. */
    public long labelledTime;
    /** For a correction the index of the entity whose features it holds; -1 otherwise. */
    public int entity = -1;
    /** Where the record came from; -1 for a file. */
    public int sourcePartition = -1;
    /** Offset in the partition, or the record's position in its file. */
    public long sourceOffset = -1;

    final RowLayout layout;
    /** A bit for each slot, present or null, then the inputs' eight bytes each: a text is its {@link #place}. */
    final byte[] inputs;
    /** Eight bytes for each feature; empty until the first one is set. */
    byte[] features = NONE;
    /** UTF-8 of the id and of the text slots, in the order in which they were set; what was replaced may remain. */
    byte[] texts = NONE;

    int textEnd;
    /** {@link #place} of the id. */
    long idPlace;

    public FeatureRow(RowLayout layout) {
        this(layout, new byte[layout.inputBytes()]);
    }

    /** @param expectedTexts bytes of UTF-8 that texts will need, about */
    public FeatureRow(RowLayout layout, int expectedTexts) {
        this(layout);
        texts = new byte[expectedTexts];
    }

    FeatureRow(RowLayout layout, byte[] inputs) {
        this.layout = layout;
        this.inputs = inputs;
    }

    /** The event's id; for a label the id of the event it is about. */
    public String id() {
        return string(idPlace);
    }

    public void setId(String id) {
        byte[] utf8 = id.getBytes(StandardCharsets.UTF_8);
        setId(utf8, 0, utf8.length);
    }

    /** Sets the id to valid UTF-8. */
    public void setId(byte[] utf8, int from, int length) {
        idPlace = put(idPlace, utf8, from, length);
    }

    /** {@link TextHash} of the id. */
    public long idHash() {
        return TextHash.of(texts, offset(idPlace), length(idPlace));
    }

    /** The id as UTF-8. */
    public byte[] idBytes() {
        return Arrays.copyOfRange(texts, offset(idPlace), offset(idPlace) + length(idPlace));
    }

    /** As {@code id().compareTo(other.id())}. */
    public int compareIds(FeatureRow other) {
        int from = offset(idPlace);
        int to = from + length(idPlace);
        int otherFrom = offset(other.idPlace);
        int otherTo = otherFrom + length(other.idPlace);
        int at = Arrays.mismatch(texts, from, to, other.texts, otherFrom, otherTo);
        if (at < 0) return 0;
        if (from + at == to || otherFrom + at == otherTo) return to - from - (otherTo - otherFrom);
        int mine = texts[from + at] & 0xFF;
        int others = other.texts[otherFrom + at] & 0xFF;
        return Math.max(mine, others) < FIRST_LEAD_ABOVE_SURROGATES ? mine - others : id().compareTo(other.id());
    }

    public boolean isNull(Slot slot) {
        return isNull(slot.index());
    }

    public boolean isNull(int index) {
        return (inputs[index >>> 3] & (1 << (index & 7))) == 0;
    }

    /** 0 where the slot is null, as are the other numbers. */
    public long getLong(Slot slot) {
        return get(slot.index());
    }

    public double getDouble(Slot slot) {
        return Double.longBitsToDouble(get(slot.index()));
    }

    public boolean getBoolean(Slot slot) {
        return get(slot.index()) != 0;
    }

    /** The text, or null where the slot is null. */
    public @Nullable String getText(Slot slot) {
        return isNull(slot.index()) ? null : string(get(slot.index()));
    }

    /** Whether the slot holds that text, given as UTF-8; false where it is null. */
    public boolean textIs(Slot slot, byte[] utf8) {
        if (isNull(slot.index())) return false;
        long place = get(slot.index());
        return length(place) == utf8.length
                && Arrays.equals(texts, offset(place), offset(place) + utf8.length, utf8, 0, utf8.length);
    }

    /** Whether two slots of this row hold the same text, or both null. */
    public boolean sameText(Slot a, Slot b) {
        if (isNull(a) || isNull(b)) return isNull(a) == isNull(b);
        return sameText(get(a.index()), this, get(b.index()));
    }

    /** {@link TextHash} of the text; only where the slot is not null. */
    public long textHash(Slot slot) {
        long place = get(slot.index());
        return TextHash.of(texts, offset(place), length(place));
    }

    /** Bytes of the text as UTF-8; only where the slot is not null. */
    public int textLength(Slot slot) {
        return length(get(slot.index()));
    }

    /** Copies {@link #textLength} bytes of UTF-8 to a place in an array. */
    public void copyText(Slot slot, byte[] target, int at) {
        long place = get(slot.index());
        System.arraycopy(texts, offset(place), target, at, length(place));
    }

    /** Bytes of the id as UTF-8. */
    public int idLength() {
        return length(idPlace);
    }

    /** Copies {@link #idLength} bytes of UTF-8 to a place in an array. */
    public void copyId(byte[] target, int at) {
        System.arraycopy(texts, offset(idPlace), target, at, length(idPlace));
    }

    public void setLong(Slot slot, long value) {
        set(slot.index(), value);
    }

    public void setDouble(Slot slot, double value) {
        set(slot.index(), Double.doubleToRawLongBits(value));
    }

    public void setBoolean(Slot slot, boolean value) {
        set(slot.index(), value ? 1 : 0);
    }

    /** Sets a text; null makes the slot null. */
    public void setText(Slot slot, @Nullable String value) {
        if (value == null) {
            setNull(slot);
        } else {
            byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
            setText(slot, utf8, 0, utf8.length);
        }
    }

    /** Sets a text to valid UTF-8. */
    public void setText(Slot slot, byte[] utf8, int from, int length) {
        int index = slot.index();
        set(index, put(isNull(index) ? 0 : get(index), utf8, from, length));
    }

    public void setNull(Slot slot) {
        int index = slot.index();
        if (isNull(index)) return;
        set(index, 0);
        inputs[index >>> 3] &= (byte) ~(1 << (index & 7));
    }

    /** Copies one slot's value, null included, from a row of the same layout. */
    public void copySlot(Slot slot, FeatureRow from) {
        int index = slot.index();
        if (from.isNull(index)) {
            setNull(slot);
        } else if (slot.type() == SlotType.TEXT) {
            long place = from.get(index);
            setText(slot, from.texts, offset(place), length(place));
        } else {
            set(index, from.get(index));
        }
    }

    /** Whether both rows hold the same value, or both null, in that slot. */
    public boolean sameSlot(Slot slot, FeatureRow other) {
        int index = slot.index();
        if (isNull(index) || other.isNull(index)) return isNull(index) == other.isNull(index);
        long value = get(index);
        long others = other.get(index);
        return slot.type() == SlotType.TEXT ? sameText(value, other, others) : value == others;
    }

    private boolean sameText(long place, FeatureRow other, long otherPlace) {
        int from = offset(place);
        int otherFrom = offset(otherPlace);
        return Arrays.equals(texts, from, from + length(place), other.texts, otherFrom, otherFrom + length(otherPlace));
    }

    /** What its values take on the heap, in bytes, texts included. */
    public int bytes() {
        return inputs.length + features.length + texts.length;
    }

    public FeatureRow copy() {
        FeatureRow copy = new FeatureRow(layout, inputs.clone());
        copy.features = features.length == 0 ? features : features.clone();
        copy.texts = texts.clone();
        copy.textEnd = textEnd;
        copy.idPlace = idPlace;
        copy.kind = kind;
        copy.time = time;
        copy.labelledTime = labelledTime;
        copy.entity = entity;
        copy.sourcePartition = sourcePartition;
        copy.sourceOffset = sourceOffset;
        return copy;
    }

    private long get(int index) {
        int feature = index - layout.inputs();
        if (feature < 0) return (long) LONGS.get(inputs, layout.bitmapBytes() + (index << 3));
        return features.length == 0 ? 0 : (long) LONGS.get(features, feature << 3);
    }

    private void set(int index, long value) {
        int feature = index - layout.inputs();
        if (feature < 0) {
            LONGS.set(inputs, layout.bitmapBytes() + (index << 3), value);
        } else {
            if (features.length == 0) features = new byte[layout.featureBytes()];
            LONGS.set(features, feature << 3, value);
        }
        inputs[index >>> 3] |= (byte) (1 << (index & 7));
    }

    /** Stores a text where the old one was if it fits there, else at the end; returns its place. */
    private long put(long oldPlace, byte[] utf8, int from, int length) {
        int at = offset(oldPlace);
        if (length > length(oldPlace)) {
            at = textEnd;
            textEnd += length;
            if (textEnd > texts.length) texts = Arrays.copyOf(texts, Math.max(textEnd, 2 * texts.length));
        }
        System.arraycopy(utf8, from, texts, at, length);
        return place(at, length);
    }

    /** Where a text lies: its offset in the upper half, its length in the lower one. */
    static long place(int offset, int length) {
        return (long) offset << 32 | length;
    }

    static int offset(long place) {
        return (int) (place >>> 32);
    }

    static int length(long place) {
        return (int) (place & LOW);
    }

    private String string(long place) {
        return new String(texts, offset(place), length(place), StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (!(other instanceof FeatureRow row)
                || kind != row.kind
                || time != row.time
                || labelledTime != row.labelledTime
                || layout.size() != row.layout.size()
                || !sameText(idPlace, row, row.idPlace)) return false;
        for (Slot slot : layout.slots()) if (!sameSlot(slot, row)) return false;
        return true;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(31 * idHash() + time);
    }

    @Override
    public String toString() {
        return kind + " " + id() + " at " + time;
    }
}
