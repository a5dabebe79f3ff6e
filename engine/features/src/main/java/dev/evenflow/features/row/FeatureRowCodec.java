package dev.evenflow.features.row;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A row's binary form, version 2: kind, times, source, which sections of features are set and where the id lies, as
 * variable-length numbers; then, as they are in the row, texts, inputs and those sections, eight bytes a slot. To write or
 * read it is to copy. The reader needs the same layout; the caller stores what identifies it beside the bytes.
 */
public final class FeatureRowCodec {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final RowLayout layout;

    public FeatureRowCodec(RowLayout layout) {
        this.layout = layout;
    }

    public void write(FeatureRow row, DataOutput out) throws IOException {
        long sections = sectionsSet(row);
        out.writeByte(row.kind.code);
        out.writeLong(row.time);
        VarInts.writeSigned(row.labelledTime - row.time, out);
        VarInts.writeSigned(row.entity, out);
        VarInts.writeSigned(row.sourcePartition, out);
        VarInts.writeSigned(row.sourceOffset, out);
        VarInts.writeUnsigned(sections, out);
        VarInts.writeUnsigned(FeatureRow.offset(row.idPlace), out);
        VarInts.writeUnsigned(FeatureRow.length(row.idPlace), out);
        VarInts.writeUnsigned(row.textEnd, out);
        out.write(row.texts, 0, row.textEnd);
        out.write(row.inputs, 0, row.inputs.length);
        for (long left = sections; left != 0; left &= left - 1) {
            int section = Long.numberOfTrailingZeros(left);
            out.write(row.features, from(section), bytes(section));
        }
    }

    public FeatureRow read(DataInput in) throws IOException {
        FeatureRow.Kind kind = FeatureRow.Kind.of(in.readByte());
        long time = in.readLong();
        long labelledTime = time + VarInts.readSigned(in);
        int entity = (int) VarInts.readSigned(in);
        int sourcePartition = (int) VarInts.readSigned(in);
        long sourceOffset = VarInts.readSigned(in);
        long sections = VarInts.readUnsigned(in);
        int idOffset = (int) VarInts.readUnsigned(in);
        int idLength = (int) VarInts.readUnsigned(in);
        byte[] texts = new byte[(int) VarInts.readUnsigned(in)];
        in.readFully(texts);
        byte[] inputs = new byte[layout.inputBytes()];
        in.readFully(inputs);
        FeatureRow row = new FeatureRow(layout, inputs);
        row.kind = kind;
        row.time = time;
        row.labelledTime = labelledTime;
        row.entity = entity;
        row.sourcePartition = sourcePartition;
        row.sourceOffset = sourceOffset;
        row.idPlace = FeatureRow.place(idOffset, idLength);
        row.texts = texts;
        row.textEnd = texts.length;
        if (sections == 0) return row;
        row.features = new byte[layout.featureBytes()];
        for (long left = sections; left != 0; left &= left - 1) {
            int section = Long.numberOfTrailingZeros(left);
            in.readFully(row.features, from(section), bytes(section));
        }
        return row;
    }

    private int from(int section) {
        return (layout.sectionStart(section) - layout.inputs()) * Long.BYTES;
    }

    private int bytes(int section) {
        return (layout.sectionStart(section + 1) - layout.sectionStart(section)) * Long.BYTES;
    }

    /** A bit for each section of features of which one is not null. */
    private long sectionsSet(FeatureRow row) {
        if (row.features.length == 0) return 0;
        long set = 0;
        for (int section = 0; section < layout.sectionCount(); section++)
            if (anyPresent(row.inputs, layout.sectionStart(section), layout.sectionStart(section + 1)))
                set |= 1L << section;
        return set;
    }

    private static boolean anyPresent(byte[] bitmap, int from, int to) {
        for (int at = from; at < to; at = (at | Long.SIZE - 1) + 1) {
            long word = (long) LONGS.get(bitmap, at / Long.SIZE * Long.BYTES) >>> at;
            if (to - at < Long.SIZE - (at & Long.SIZE - 1)) word &= (1L << (to - at)) - 1;
            if (word != 0) return true;
        }
        return false;
    }
}
