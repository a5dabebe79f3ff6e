package dev.evenflow.fraud.state;

import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.flink.types.OpaqueTypeInfo;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.jspecify.annotations.Nullable;

/** Type of a feature set's rows. */
public final class FeatureRowTypeInfo extends OpaqueTypeInfo<FeatureRow> {
    private static final long serialVersionUID = 1L;

    private final FeatureSet set;

    public FeatureRowTypeInfo(FeatureSet set) {
        this.set = set;
    }

    @Override
    public Class<FeatureRow> getTypeClass() {
        return FeatureRow.class;
    }

    @Override
    public TypeSerializer<FeatureRow> createSerializer(SerializerConfig config) {
        return new FeatureRowSerializer(set);
    }

    @Override
    public String toString() {
        return "FeatureRow";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FeatureRowTypeInfo info && info.set.equals(set);
    }

    @Override
    public int hashCode() {
        return set.hashCode();
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof FeatureRowTypeInfo;
    }
}
