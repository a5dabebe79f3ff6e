package dev.evenflow.flink.kafka;

import dev.evenflow.flink.avro.Decoded;
import dev.evenflow.operations.DeadLetter;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** A flag, then the value or the dead letter in Avro's single-object encoding. Not for state: it has no snapshot. */
final class DecodedSerializer<T> extends TypeSerializer<Decoded<T>> {
    private static final long serialVersionUID = 1L;

    private final TypeSerializer<T> value;

    DecodedSerializer(TypeSerializer<T> value) {
        this.value = value;
    }

    @Override
    public boolean isImmutableType() {
        return false;
    }

    @Override
    public TypeSerializer<Decoded<T>> duplicate() {
        return new DecodedSerializer<>(value.duplicate());
    }

    @Override
    public Decoded<T> createInstance() {
        return new Decoded<>(null, null);
    }

    @Override
    public Decoded<T> copy(Decoded<T> from) {
        T copied = from.value();
        return copied == null ? from : Decoded.of(value.copy(copied));
    }

    @Override
    public Decoded<T> copy(Decoded<T> from, Decoded<T> reuse) {
        return copy(from);
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public void serialize(Decoded<T> record, DataOutputView target) throws IOException {
        T decoded = record.value();
        target.writeBoolean(decoded != null);
        if (decoded != null) {
            value.serialize(decoded, target);
        } else {
            ByteBuffer bytes =
                    java.util.Objects.requireNonNull(record.rejected()).toByteBuffer();
            target.writeInt(bytes.remaining());
            target.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        }
    }

    @Override
    public Decoded<T> deserialize(DataInputView source) throws IOException {
        if (source.readBoolean()) return Decoded.of(value.deserialize(source));
        byte[] bytes = new byte[source.readInt()];
        source.readFully(bytes);
        return Decoded.rejected(DeadLetter.fromByteBuffer(ByteBuffer.wrap(bytes)));
    }

    @Override
    public Decoded<T> deserialize(Decoded<T> reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        serialize(deserialize(source), target);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DecodedSerializer<?> serializer && serializer.value.equals(value);
    }

    @Override
    public int hashCode() {
        return 31 + value.hashCode();
    }

    @Override
    public TypeSerializerSnapshot<Decoded<T>> snapshotConfiguration() {
        throw new UnsupportedOperationException("decoded records are never kept in state");
    }
}
