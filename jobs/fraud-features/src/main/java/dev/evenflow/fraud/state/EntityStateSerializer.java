package dev.evenflow.fraud.state;

import dev.evenflow.features.kernel.EntityState;
import dev.evenflow.features.kernel.StateCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** States of one entity of a feature set, by the engine's own codec. */
public final class EntityStateSerializer extends FeatureSetSerializer<EntityState> {
    private static final long serialVersionUID = 1L;

    private final String entity;
    private final long slackMs;
    private transient @Nullable StateCodec codec;
    private transient @Nullable EntityState spare;

    public EntityStateSerializer(FeatureSet set, String entity, long slackMs) {
        super(set);
        this.entity = entity;
        this.slackMs = slackMs;
    }

    private StateCodec codec() {
        StateCodec made = codec;
        if (made == null) {
            made = set.plan().entity(entity).kernel(slackMs).codec();
            codec = made;
        }
        return made;
    }

    /** Uses the arrays of a state that nobody holds any more for the next one to be read. */
    public void recycle(EntityState state) {
        spare = state;
    }

    /** A codec has room to work in, so that each thread needs its own. */
    @Override
    public TypeSerializer<EntityState> duplicate() {
        return new EntityStateSerializer(set, entity, slackMs);
    }

    @Override
    public EntityState createInstance() {
        return codec().newState();
    }

    @Override
    public EntityState copy(EntityState from) {
        try {
            DataOutputSerializer bytes = new DataOutputSerializer(1024);
            serialize(from, bytes);
            return codec().read(new DataInputDeserializer(bytes.getSharedBuffer(), 0, bytes.length()));
        } catch (IOException e) {
            throw new UncheckedIOException("a state could not be copied", e);
        }
    }

    @Override
    public void serialize(EntityState state, DataOutputView target) throws IOException {
        codec().write(state, target);
    }

    @Override
    public EntityState deserialize(DataInputView source) throws IOException {
        EntityState reuse = spare;
        if (reuse == null) return codec().read(source);
        spare = null;
        return codec().read(source, reuse);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EntityStateSerializer serializer
                && serializer.set.equals(set)
                && serializer.entity.equals(entity)
                && serializer.slackMs == slackMs;
    }

    @Override
    public int hashCode() {
        return 31 * set.hashCode() + entity.hashCode();
    }

    @Override
    public TypeSerializerSnapshot<EntityState> snapshotConfiguration() {
        return new Snapshot(set, entity, slackMs);
    }

    /** Written with state: the feature set, the slack, and which entity. */
    public static final class Snapshot extends FeatureSetSnapshot<EntityState> {
        private String entity = "";

        /** For Flink, before {@link #readSnapshot}. */
        public Snapshot() {}

        Snapshot(FeatureSet set, String entity, long slackMs) {
            super(set, slackMs);
            this.entity = entity;
        }

        @Override
        public void writeSnapshot(DataOutputView out) throws IOException {
            super.writeSnapshot(out);
            out.writeUTF(entity);
        }

        @Override
        public void readSnapshot(int version, DataInputView in, ClassLoader classLoader) throws IOException {
            super.readSnapshot(version, in, classLoader);
            entity = in.readUTF();
        }

        @Override
        public TypeSerializer<EntityState> restoreSerializer() {
            return new EntityStateSerializer(set(), entity, slackMs());
        }
    }
}
