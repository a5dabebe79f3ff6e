package dev.evenflow.benchmarks.features.bare;

import dev.evenflow.flink.types.OpaqueTypeInfo;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.jspecify.annotations.Nullable;

/** Type of {@link BareRow}. */
public final class BareRowType extends OpaqueTypeInfo<BareRow> {
    private static final long serialVersionUID = 1L;

    @Override
    public Class<BareRow> getTypeClass() {
        return BareRow.class;
    }

    @Override
    public TypeSerializer<BareRow> createSerializer(SerializerConfig config) {
        return BareRowSerializer.INSTANCE;
    }

    @Override
    public String toString() {
        return "BareRow";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BareRowType;
    }

    @Override
    public int hashCode() {
        return 1;
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof BareRowType;
    }
}
