package dev.evenflow.benchmarks.features.bare;

import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** A length and the bytes. */
public final class BareRowSerializer extends TypeSerializerSingleton<BareRow> {
    private static final long serialVersionUID = 1L;

    public static final BareRowSerializer INSTANCE = new BareRowSerializer();

    @Override
    public boolean isImmutableType() {
        return false;
    }

    @Override
    public BareRow createInstance() {
        return new BareRow(0);
    }

    @Override
    public BareRow copy(BareRow from) {
        return copy(from, new BareRow(0));
    }

    @Override
    public BareRow copy(BareRow from, BareRow reuse) {
        reuse.bytes = Arrays.copyOf(from.bytes, from.length);
        reuse.length = from.length;
        return reuse;
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public void serialize(BareRow row, DataOutputView target) throws IOException {
        target.writeShort(row.length);
        target.write(row.bytes, 0, row.length);
    }

    @Override
    public BareRow deserialize(DataInputView source) throws IOException {
        return deserialize(new BareRow(0), source);
    }

    @Override
    public BareRow deserialize(BareRow reuse, DataInputView source) throws IOException {
        int length = source.readUnsignedShort();
        if (reuse.bytes.length < length) {
            reuse.bytes = new byte[length];
        }
        source.readFully(reuse.bytes, 0, length);
        reuse.length = length;
        return reuse;
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        int length = source.readUnsignedShort();
        target.writeShort(length);
        target.write(source, length);
    }

    @Override
    public TypeSerializerSnapshot<BareRow> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Nothing to remember. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<BareRow> {
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
