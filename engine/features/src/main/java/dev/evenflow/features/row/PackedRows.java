package dev.evenflow.features.row;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Many rows of one layout, each as bytes in one place of a few large arrays: less memory than as many {@link
 * FeatureRow}s, and nothing for the garbage collector to follow. Rows are read into a FeatureRow and written back from it.
 * Threads may share it as long as no two of them are at the same row; corrections' entities are not kept.
 */
public final class PackedRows {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int BLOCK_BYTES = 1 << 20;
    private static final int KIND_BITS = 2;
    private static final long DROPPED = -1;

    // where in a row's bytes its parts begin; behind the head inputs, features, texts
    private static final int LABELLED_TIME = 8;
    private static final int SOURCE_OFFSET = 16;
    private static final int ID_PLACE = 24;
    private static final int SOURCE_PARTITION = 32;
    private static final int TEXT_END_AND_KIND = 36;
    private static final int INPUTS = 40;

    private final RowLayout layout;
    private final int features;
    private final int texts;
    private final boolean textFeatures;
    private final Part grown;
    /** Array and offset of each row. */
    private final long[] places;

    private volatile byte[][] blocks;

    /** Rows in the order in which they were added. Not thread-safe. */
    public static final class Part {
        private final RowLayout layout;
        private final List<byte[]> blocks = new ArrayList<>();
        private long[] places = new long[1024];
        private int size;
        private int end = BLOCK_BYTES;

        public Part(RowLayout layout) {
            this.layout = layout;
        }

        public int size() {
            return size;
        }

        /** @return what the row takes, in bytes */
        public int add(FeatureRow row) {
            int bytes = INPUTS + layout.inputBytes() + layout.featureBytes() + (row.textEnd + 7 & -Long.BYTES);
            if (blocks.isEmpty() || blocks.get(blocks.size() - 1).length - end < bytes) {
                blocks.add(new byte[Math.max(BLOCK_BYTES, bytes)]);
                end = 0;
            }
            if (size == places.length) places = Arrays.copyOf(places, size * 2);
            places[size++] = (long) (blocks.size() - 1) << 32 | end;
            pack(row, blocks.get(blocks.size() - 1), end);
            end += bytes;
            return bytes + Long.BYTES;
        }

        private void pack(FeatureRow row, byte[] to, int at) {
            LONGS.set(to, at, row.time);
            LONGS.set(to, at + LABELLED_TIME, row.labelledTime);
            LONGS.set(to, at + SOURCE_OFFSET, row.sourceOffset);
            LONGS.set(to, at + ID_PLACE, row.idPlace);
            INTS.set(to, at + SOURCE_PARTITION, row.sourcePartition);
            INTS.set(to, at + TEXT_END_AND_KIND, row.textEnd << KIND_BITS | row.kind.code);
            int inputs = at + INPUTS;
            System.arraycopy(row.inputs, 0, to, inputs, row.inputs.length);
            int features = inputs + row.inputs.length;
            System.arraycopy(row.features, 0, to, features, row.features.length);
            System.arraycopy(row.texts, 0, to, features + layout.featureBytes(), row.textEnd);
        }
    }

    /** The rows of all parts, one part after the other; the parts are not to be used any more. */
    public PackedRows(RowLayout layout, List<Part> parts) {
        this.layout = layout;
        this.features = INPUTS + layout.inputBytes();
        this.texts = features + layout.featureBytes();
        this.textFeatures = layout.slots().stream()
                .anyMatch(slot -> slot.index() >= layout.inputs() && slot.type() == SlotType.TEXT);
        this.places = new long[parts.stream().mapToInt(Part::size).sum()];
        List<byte[]> all = new ArrayList<>();
        int row = 0;
        for (Part part : parts) {
            for (int i = 0; i < part.size; i++) places[row++] = part.places[i] + ((long) all.size() << 32);
            all.addAll(part.blocks);
        }
        this.blocks = all.toArray(byte[][]::new);
        this.grown = new Part(layout);
    }

    public int size() {
        return places.length;
    }

    public RowLayout layout() {
        return layout;
    }

    /** The row is not there any more: {@link #has} is false from now on. */
    public void drop(int row) {
        places[row] = DROPPED;
    }

    public boolean has(int row) {
        return places[row] != DROPPED;
    }

    public long time(int row) {
        long place = places[row];
        return (long) LONGS.get(block(place), (int) place);
    }

    public FeatureRow.Kind kind(int row) {
        long place = places[row];
        return FeatureRow.Kind.of((int) INTS.get(block(place), (int) place + TEXT_END_AND_KIND) & (1 << KIND_BITS) - 1);
    }

    /** Whether an input of a row is null. */
    public boolean isNull(int row, Slot input) {
        long place = places[row];
        return (block(place)[(int) place + INPUTS + (input.index() >>> 3)] & (1 << (input.index() & 7))) == 0;
    }

    /** {@link TextHash} of an input that is a text and not null. */
    public long textHash(int row, Slot input) {
        long place = places[row];
        long text = text(place, input);
        return TextHash.of(block(place), (int) place + texts + FeatureRow.offset(text), FeatureRow.length(text));
    }

    /** Whether two rows have the same text in that input; neither is null. */
    public boolean sameText(int a, int b, Slot input) {
        long first = places[a];
        long second = places[b];
        long text = text(first, input);
        long other = text(second, input);
        int from = (int) first + texts + FeatureRow.offset(text);
        int otherFrom = (int) second + texts + FeatureRow.offset(other);
        return Arrays.equals(
                block(first),
                from,
                from + FeatureRow.length(text),
                block(second),
                otherFrom,
                otherFrom + FeatureRow.length(other));
    }

    private long text(long place, Slot input) {
        return (long) LONGS.get(block(place), (int) place + INPUTS + layout.bitmapBytes() + (input.index() << 3));
    }

    private byte[] block(long place) {
        return blocks[(int) (place >>> 32)];
    }

    /** Makes {@code into}, a row of the same layout, the same as that one. */
    public void read(int row, FeatureRow into) {
        long place = places[row];
        byte[] from = block(place);
        int at = (int) place;
        int textEndAndKind = (int) INTS.get(from, at + TEXT_END_AND_KIND);
        int textEnd = textEndAndKind >>> KIND_BITS;
        into.kind = FeatureRow.Kind.of(textEndAndKind & (1 << KIND_BITS) - 1);
        into.time = (long) LONGS.get(from, at);
        into.labelledTime = (long) LONGS.get(from, at + LABELLED_TIME);
        into.entity = -1;
        into.sourceOffset = (long) LONGS.get(from, at + SOURCE_OFFSET);
        into.sourcePartition = (int) INTS.get(from, at + SOURCE_PARTITION);
        into.idPlace = (long) LONGS.get(from, at + ID_PLACE);
        System.arraycopy(from, at + INPUTS, into.inputs, 0, into.inputs.length);
        if (into.features.length == 0) into.features = new byte[layout.featureBytes()];
        System.arraycopy(from, at + features, into.features, 0, into.features.length);
        if (into.texts.length < textEnd) into.texts = new byte[Math.max(64, 2 * textEnd)];
        System.arraycopy(from, at + texts, into.texts, 0, textEnd);
        into.textEnd = textEnd;
    }

    /** Keeps the features that were set in {@code from} since it was read. */
    public void write(int row, FeatureRow from) {
        long place = places[row];
        byte[] to = block(place);
        int at = (int) place;
        if (from.textEnd > ((int) INTS.get(to, at + TEXT_END_AND_KIND) >>> KIND_BITS)) {
            grow(row, from);
            return;
        }
        System.arraycopy(from.inputs, 0, to, at + INPUTS, layout.bitmapBytes());
        System.arraycopy(from.features, 0, to, at + features, from.features.length);
        if (textFeatures) System.arraycopy(from.texts, 0, to, at + texts, from.textEnd);
    }

    /** A feature that is a text made the row longer: it moves to where there is room. */
    private synchronized void grow(int row, FeatureRow from) {
        int known = grown.blocks.size();
        grown.add(from);
        byte[][] mine = blocks;
        if (grown.blocks.size() > known) {
            mine = Arrays.copyOf(blocks, blocks.length + 1);
            mine[blocks.length] = grown.blocks.get(known);
        }
        // others may look at their rows meanwhile, which are in both
        blocks = mine;
        places[row] = (long) (mine.length - 1) << 32 | (int) grown.places[0];
        grown.size = 0;
    }
}
