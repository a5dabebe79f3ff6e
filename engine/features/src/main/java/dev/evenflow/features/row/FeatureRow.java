package dev.evenflow.features.row;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One event (or label) on its way through the entities: its inputs, and the features computed so far.
 *
 * <p>Mutable and not thread-safe: it is the hot path's only object per event. Numbers of all slots share one array
 * (a double as its raw bits), so that a copy is two array copies.
 */
public final class FeatureRow {
    /** What the row stands for. Stable codes: {@link #code}. */
    public enum Kind {
        /** A transaction whose features are computed. */
        EVENT(0),
        /** A label: {@link FeatureRow#time} is when it became known, {@link FeatureRow#labelledTime} its event's time. */
        LABEL(1),
        /** New values of some features of an event that was settled before. */
        CORRECTION(2);

        public final int code;

        Kind(int code) {
            this.code = code;
        }

        public static Kind of(int code) {
            return switch (code) {
                case 0 -> EVENT;
                case 1 -> LABEL;
                case 2 -> CORRECTION;
                default -> throw new IllegalArgumentException("row kind " + code + ", expected 0, 1 or 2");
            };
        }
    }

    public Kind kind = Kind.EVENT;
    /** Position in time, milliseconds since the epoch: the event's time, or when the label became known. */
    public long time;
    /** The event's id; for a label the id of the event it is about. */
    public String id = "";
    /** For a label the time of its event; otherwise equal to {@link #time}. */
    public long labelledTime;
    /** For a correction the index of the entity whose features it holds; -1 otherwise. */
    public int entity = -1;
    /** Where the record came from; -1 for a file. */
    public int sourcePartition = -1;
    /** Offset in the partition, or the record's position in its file. */
    public long sourceOffset = -1;

    private final long[] numbers;
    private final @Nullable String[] texts;
    private final long[] present;

    public FeatureRow(RowLayout layout) {
        this(new long[layout.size()], new @Nullable String[layout.textCount()], new long[(layout.size() + 63) >>> 6]);
    }

    private FeatureRow(long[] numbers, @Nullable String[] texts, long[] present) {
        this.numbers = numbers;
        this.texts = texts;
        this.present = present;
    }

    public boolean isNull(Slot slot) {
        return isNull(slot.index());
    }

    public boolean isNull(int index) {
        return (present[index >>> 6] & (1L << index)) == 0;
    }

    public long getLong(Slot slot) {
        return numbers[slot.index()];
    }

    public double getDouble(Slot slot) {
        return Double.longBitsToDouble(numbers[slot.index()]);
    }

    public boolean getBoolean(Slot slot) {
        return numbers[slot.index()] != 0;
    }

    /** The text, or null where the slot is null. */
    public @Nullable String getText(Slot slot) {
        return isNull(slot.index()) ? null : texts[slot.textIndex()];
    }

    /** Whether the slot holds that text, given as UTF-8; false where it is null. */
    public boolean textIs(Slot slot, byte[] utf8) {
        String text = getText(slot);
        return text != null && Arrays.equals(text.getBytes(StandardCharsets.UTF_8), utf8);
    }

    /** Whether two slots of this row hold the same text, or both null. */
    public boolean sameText(Slot a, Slot b) {
        return Objects.equals(getText(a), getText(b));
    }

    /** {@link TextHash} of the text; only where the slot is not null. */
    public long textHash(Slot slot) {
        return hash(Objects.requireNonNull(getText(slot)));
    }

    /** The event's id; for a label the id of the event it is about. */
    public String id() {
        return id;
    }

    public void setId(String newId) {
        id = newId;
    }

    /** {@link TextHash} of the id. */
    public long idHash() {
        return hash(id);
    }

    private static long hash(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return TextHash.of(utf8, 0, utf8.length);
    }

    public void setLong(Slot slot, long value) {
        numbers[slot.index()] = value;
        mark(slot.index());
    }

    public void setDouble(Slot slot, double value) {
        numbers[slot.index()] = Double.doubleToRawLongBits(value);
        mark(slot.index());
    }

    public void setBoolean(Slot slot, boolean value) {
        numbers[slot.index()] = value ? 1 : 0;
        mark(slot.index());
    }

    /** Sets a text; null makes the slot null. */
    public void setText(Slot slot, @Nullable String value) {
        if (value == null) {
            setNull(slot);
        } else {
            texts[slot.textIndex()] = value;
            mark(slot.index());
        }
    }

    public void setNull(Slot slot) {
        int index = slot.index();
        present[index >>> 6] &= ~(1L << index);
        numbers[index] = 0;
        if (slot.textIndex() >= 0) texts[slot.textIndex()] = null;
    }

    /** Copies one slot's value, null included, from a row of the same layout. */
    public void copySlot(Slot slot, FeatureRow from) {
        int index = slot.index();
        if (from.isNull(index)) {
            setNull(slot);
            return;
        }
        numbers[index] = from.numbers[index];
        if (slot.textIndex() >= 0) texts[slot.textIndex()] = from.texts[slot.textIndex()];
        mark(index);
    }

    /** Whether both rows hold the same value, or both null, in that slot. */
    public boolean sameSlot(Slot slot, FeatureRow other) {
        int index = slot.index();
        if (isNull(index) || other.isNull(index)) return isNull(index) == other.isNull(index);
        if (slot.textIndex() >= 0) return Objects.equals(texts[slot.textIndex()], other.texts[slot.textIndex()]);
        return numbers[index] == other.numbers[index];
    }

    public FeatureRow copy() {
        FeatureRow copy = new FeatureRow(numbers.clone(), texts.clone(), present.clone());
        copy.kind = kind;
        copy.time = time;
        copy.id = id;
        copy.labelledTime = labelledTime;
        copy.entity = entity;
        copy.sourcePartition = sourcePartition;
        copy.sourceOffset = sourceOffset;
        return copy;
    }

    private void mark(int index) {
        present[index >>> 6] |= 1L << index;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FeatureRow row
                && kind == row.kind
                && time == row.time
                && labelledTime == row.labelledTime
                && id.equals(row.id)
                && Arrays.equals(present, row.present)
                && Arrays.equals(numbers, row.numbers)
                && Arrays.equals(texts, row.texts);
    }

    @Override
    public int hashCode() {
        return 31 * id.hashCode() + Long.hashCode(time);
    }

    @Override
    public String toString() {
        return kind + " " + id + " at " + time;
    }
}
