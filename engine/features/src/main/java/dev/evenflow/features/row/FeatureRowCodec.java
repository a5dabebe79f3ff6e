package dev.evenflow.features.row;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A row's binary form, version 1: kind, id, times and source as variable-length numbers, a bitmap of the slots that
 * are present, then those slots in order (LONG zigzag variable-length, DOUBLE 8 bytes, BOOLEAN 1 byte, TEXT UTF).
 * The reader needs the same layout; the caller stores what identifies it (the feature set's version) beside the bytes.
 */
public final class FeatureRowCodec {
    private final RowLayout layout;

    public FeatureRowCodec(RowLayout layout) {
        this.layout = layout;
    }

    public void write(FeatureRow row, DataOutput out) throws IOException {
        out.writeByte(row.kind.code);
        VarInts.writeText(row.id, out);
        VarInts.writeSigned(row.time, out);
        VarInts.writeSigned(row.labelledTime - row.time, out);
        VarInts.writeSigned(row.entity, out);
        VarInts.writeSigned(row.sourcePartition, out);
        VarInts.writeSigned(row.sourceOffset, out);
        int size = layout.size();
        for (int base = 0; base < size; base += 8) {
            int bits = 0;
            for (int i = base; i < Math.min(base + 8, size); i++) if (!row.isNull(i)) bits |= 1 << (i - base);
            out.writeByte(bits);
        }
        for (Slot slot : layout.slots()) {
            if (row.isNull(slot.index())) continue;
            switch (slot.type()) {
                case LONG -> VarInts.writeSigned(row.getLong(slot), out);
                case DOUBLE -> out.writeLong(row.getLong(slot));
                case BOOLEAN -> out.writeByte(row.getBoolean(slot) ? 1 : 0);
                case TEXT -> VarInts.writeText(java.util.Objects.requireNonNull(row.getText(slot)), out);
            }
        }
    }

    public FeatureRow read(DataInput in) throws IOException {
        FeatureRow row = new FeatureRow(layout);
        row.kind = FeatureRow.Kind.of(in.readByte());
        row.id = VarInts.readText(in);
        row.time = VarInts.readSigned(in);
        row.labelledTime = row.time + VarInts.readSigned(in);
        row.entity = (int) VarInts.readSigned(in);
        row.sourcePartition = (int) VarInts.readSigned(in);
        row.sourceOffset = VarInts.readSigned(in);
        int size = layout.size();
        byte[] bitmap = new byte[(size + 7) >>> 3];
        in.readFully(bitmap);
        for (Slot slot : layout.slots()) {
            int index = slot.index();
            if ((bitmap[index >>> 3] & (1 << (index & 7))) == 0) continue;
            switch (slot.type()) {
                case LONG -> row.setLong(slot, VarInts.readSigned(in));
                case DOUBLE -> row.setDouble(slot, Double.longBitsToDouble(in.readLong()));
                case BOOLEAN -> row.setBoolean(slot, in.readByte() != 0);
                case TEXT -> row.setText(slot, VarInts.readText(in));
            }
        }
        return row;
    }
}
