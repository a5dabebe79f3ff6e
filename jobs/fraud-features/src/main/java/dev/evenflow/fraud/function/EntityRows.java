package dev.evenflow.fraud.function;

import dev.evenflow.features.kernel.ChunkStore;
import dev.evenflow.features.kernel.EntityKernel;
import dev.evenflow.features.kernel.EntityKernel.CorrectionSink;
import dev.evenflow.features.kernel.EntityKernel.Outcome;
import dev.evenflow.features.kernel.EntityState;
import dev.evenflow.features.plan.EntityPlan;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.fraud.state.EntityStateSerializer;
import dev.evenflow.fraud.state.FeatureSet;
import java.io.UncheckedIOException;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.runtime.state.internal.InternalKvState;
import org.jspecify.annotations.Nullable;

/**
 * One entity's state in Flink: a header read and written once per row, and sealed chunks by point get. It is what the
 * served and the settled operator share; the key is set by whoever calls.
 */
final class EntityRows implements ChunkStore {
    /** Names of the states: part of what a savepoint promises. */
    static final String HEADER = "entity-header-v2";

    static final String CHUNKS = "entity-chunks-v2";

    private final EntityKernel kernel;
    private final ValueState<EntityState> header;
    private final MapState<Long, byte[]> chunks;
    /** The backend's own instance, null where it does not show it. */
    private final @Nullable EntityStateSerializer serializer;

    /** Plans a look at the current key's state at an event time. */
    interface ExpiryTimer {
        void registerAt(long time);
    }

    EntityRows(FeatureSet set, String entity, long slackMs, RuntimeContext context) {
        EntityPlan plan = set.plan().entity(entity);
        this.kernel = plan.kernel(slackMs);
        this.header =
                context.getState(new ValueStateDescriptor<>(HEADER, new EntityStateSerializer(set, entity, slackMs)));
        this.serializer = header instanceof InternalKvState<?, ?, ?> internal
                        && internal.getValueSerializer() instanceof EntityStateSerializer found
                ? found
                : null;
        this.chunks = context.getMapState(
                new MapStateDescriptor<>(CHUNKS, LongSerializer.INSTANCE, BytePrimitiveArraySerializer.INSTANCE));
    }

    /** Adds an event or a label of the current key. Labels give {@link Outcome#ADDED}. */
    Outcome add(FeatureRow row, @Nullable CorrectionSink corrections, @Nullable ExpiryTimer timer) throws Exception {
        EntityState state = header.value();
        if (state == null) state = kernel.newState();
        Outcome outcome = Outcome.ADDED;
        if (row.kind == FeatureRow.Kind.LABEL) kernel.addLabel(state, this, row, corrections);
        else outcome = kernel.addEvent(state, this, row, corrections);
        if (outcome == Outcome.DUPLICATE || outcome == Outcome.CONFLICT) return outcome;
        if (timer != null && state.scheduledExpiry == EntityState.NOT_SCHEDULED) schedule(state, timer);
        store(state);
        return outcome;
    }

    private void store(EntityState state) throws Exception {
        if (serializer != null) serializer.expectWrite();
        header.update(state);
        if (serializer != null) serializer.recycleIfWritten(state);
    }

    /** Removes the current key's state if nothing can depend on it any more, else looks again later. */
    void expire(long time, ExpiryTimer timer) throws Exception {
        EntityState state = header.value();
        if (state == null) return;
        if (kernel.expiresAt(state) <= time) {
            kernel.clear(state, this);
            header.clear();
        } else {
            schedule(state, timer);
            store(state);
        }
    }

    private void schedule(EntityState state, ExpiryTimer timer) {
        state.scheduledExpiry = kernel.expiresAt(state);
        timer.registerAt(state.scheduledExpiry);
    }

    @Override
    public byte @Nullable [] get(long number) {
        try {
            return chunks.get(number);
        } catch (Exception e) {
            throw failed("read", number, e);
        }
    }

    @Override
    public void put(long number, byte[] chunk) {
        try {
            chunks.put(number, chunk);
        } catch (Exception e) {
            throw failed("written", number, e);
        }
    }

    @Override
    public void remove(long number) {
        try {
            chunks.remove(number);
        } catch (Exception e) {
            throw failed("removed", number, e);
        }
    }

    private static UncheckedIOException failed(String what, long number, Exception cause) {
        return new UncheckedIOException(new java.io.IOException("chunk " + number + " could not be " + what, cause));
    }
}
