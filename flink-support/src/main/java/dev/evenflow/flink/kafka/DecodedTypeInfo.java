package dev.evenflow.flink.kafka;

import dev.evenflow.flink.avro.Decoded;
import dev.evenflow.flink.types.OpaqueTypeInfo;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.jspecify.annotations.Nullable;

/** Type of {@link Decoded} between a source and the operator chained to it, which splits it; never kept in state. */
public final class DecodedTypeInfo<T> extends OpaqueTypeInfo<Decoded<T>> {
    private static final long serialVersionUID = 1L;

    private final TypeInformation<T> value;

    public DecodedTypeInfo(TypeInformation<T> value) {
        this.value = value;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Class<Decoded<T>> getTypeClass() {
        return (Class<Decoded<T>>) (Class<?>) Decoded.class;
    }

    @Override
    public TypeSerializer<Decoded<T>> createSerializer(SerializerConfig config) {
        return new DecodedSerializer<>(value.createSerializer(config));
    }

    @Override
    public String toString() {
        return "Decoded<" + value + ">";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DecodedTypeInfo<?> info && info.value.equals(value);
    }

    @Override
    public int hashCode() {
        return 31 + value.hashCode();
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof DecodedTypeInfo;
    }
}
