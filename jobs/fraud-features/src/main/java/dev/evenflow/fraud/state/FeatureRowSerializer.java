package dev.evenflow.fraud.state;

import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.FeatureRowCodec;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** Rows of one feature set, between operators and in state, by {@link FeatureRowCodec}. */
public final class FeatureRowSerializer extends FeatureSetSerializer<FeatureRow> {
    private static final long serialVersionUID = 1L;

    private transient @Nullable FeatureRowCodec codec;

    public FeatureRowSerializer(FeatureSet set) {
        super(set);
    }

    private FeatureRowCodec codec() {
        FeatureRowCodec made = codec;
        if (made == null) {
            made = new FeatureRowCodec(set.plan().layout());
            codec = made;
        }
        return made;
    }

    @Override
    public FeatureRow createInstance() {
        return new FeatureRow(set.plan().layout());
    }

    @Override
    public FeatureRow copy(FeatureRow from) {
        return from.copy();
    }

    @Override
    public void serialize(FeatureRow row, DataOutputView target) throws IOException {
        codec().write(row, target);
    }

    @Override
    public FeatureRow deserialize(DataInputView source) throws IOException {
        return codec().read(source);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FeatureRowSerializer serializer && serializer.set.equals(set);
    }

    @Override
    public int hashCode() {
        return set.hashCode();
    }

    @Override
    public TypeSerializerSnapshot<FeatureRow> snapshotConfiguration() {
        return new Snapshot(set);
    }

    /** Written with state: the feature set, so that rows are never read under another one. */
    public static final class Snapshot extends FeatureSetSnapshot<FeatureRow> {
        /** For Flink, before {@link #readSnapshot}. */
        public Snapshot() {}

        Snapshot(FeatureSet set) {
            super(set, 0);
        }

        @Override
        public TypeSerializer<FeatureRow> restoreSerializer() {
            return new FeatureRowSerializer(set());
        }
    }
}
