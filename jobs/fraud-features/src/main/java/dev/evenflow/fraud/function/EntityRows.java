package dev.evenflow.fraud.function;

import dev.evenflow.features.kernel.ChunkStore;
import dev.evenflow.features.kernel.EntityKernel;
import dev.evenflow.features.kernel.EntityKernel.CorrectionSink;
import dev.evenflow.features.kernel.EntityKernel.Outcome;
import dev.evenflow.features.kernel.EntityState;
import dev.evenflow.features.kernel.StateCodec;
import dev.evenflow.features.plan.EntityPlan;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.fraud.state.EntityStateSerializer;
import dev.evenflow.fraud.state.FeatureSet;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.internal.InternalKvState;
import org.apache.flink.streaming.api.operators.KeyContext;
import org.apache.flink.streaming.api.operators.StreamingRuntimeContext;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.jspecify.annotations.Nullable;

/**
 * One entity's state in Flink: a header read and written once per row, on the heap ({@link HotHeaders}) or by one get and put,
 * and sealed chunks by point get. It is what the served and the settled operator share; the key is set by whoever calls.
 */
final class EntityRows implements ChunkStore {
    /** Names of the states: part of what a savepoint promises. */
    static final String HEADER = "entity-header-v2";

    static final String CHUNKS = "entity-chunks-v2";

    private final EntityKernel kernel;
    private final StateCodec codec;
    private final ValueState<EntityState> header;
    private final MapState<Long, byte[]> chunks;
    private final KeyContext keys;
    /** The backend's own instance where that keeps bytes, else null: then states are its own once it has them. */
    private final @Nullable EntityStateSerializer serializer;

    private final @Nullable HotHeaders hot;
    private final @Nullable BeforeCheckpoint before;
    /** Stands for headers that are written as the bytes they are. */
    private final EntityState encoded;
    /** The last state handled: of no use but for its arrays. */
    private EntityState spare;
    /** Whether another key was made the current one meanwhile. */
    private boolean atAnotherKey;

    /** Plans a look at the current key's state at an event time. */
    interface ExpiryTimer {
        void registerAt(long time);
    }

    EntityRows(
            FeatureSet set,
            String entity,
            long slackMs,
            HotState hotState,
            StreamingRuntimeContext context,
            KeyedStateBackend<String> backend,
            KeyContext keys,
            ProcessingTimeService clock,
            MetricGroup metrics) {
        EntityPlan plan = set.plan().entity(entity);
        this.kernel = plan.kernel(slackMs);
        this.codec = kernel.codec();
        this.encoded = kernel.newState();
        this.spare = kernel.newState();
        this.keys = keys;
        this.header = context.getState(header(set, entity, slackMs));
        this.serializer = backend.isSafeToReuseKVState()
                        && header instanceof InternalKvState<?, ?, ?> internal
                        && internal.getValueSerializer() instanceof EntityStateSerializer found
                ? found
                : null;
        this.chunks = context.getMapState(chunks());
        long hotBytes = serializer == null ? 0 : hotState.bytes(context);
        this.hot =
                hotBytes == 0 ? null : new HotHeaders(hotBytes, hotState.mostUnwritten(), this::writeBehind, metrics);
        this.before = hot == null ? null : new BeforeCheckpoint(clock, hot);
    }

    /** What it keeps, as it is opened. */
    static List<StateDescriptor<?, ?>> states(FeatureSet set, String entity, long slackMs) {
        return List.of(header(set, entity, slackMs), chunks());
    }

    private static ValueStateDescriptor<EntityState> header(FeatureSet set, String entity, long slackMs) {
        return new ValueStateDescriptor<>(HEADER, new EntityStateSerializer(set, entity, slackMs));
    }

    private static MapStateDescriptor<Long, byte[]> chunks() {
        return new MapStateDescriptor<>(CHUNKS, LongSerializer.INSTANCE, BytePrimitiveArraySerializer.INSTANCE);
    }

    /** Adds an event or a label of the current key. Labels give {@link Outcome#ADDED}. */
    Outcome add(FeatureRow row, @Nullable CorrectionSink corrections, @Nullable ExpiryTimer timer) throws Exception {
        String key = (String) keys.getCurrentKey();
        EntityState state = read(key);
        if (state == null) state = kernel.newState();
        Outcome outcome = Outcome.ADDED;
        if (row.kind == FeatureRow.Kind.LABEL) kernel.addLabel(state, this, row, corrections);
        else outcome = kernel.addEvent(state, this, row, corrections);
        if (outcome == Outcome.DUPLICATE || outcome == Outcome.CONFLICT) return outcome;
        if (timer != null && state.scheduledExpiry == EntityState.NOT_SCHEDULED) schedule(state, timer);
        store(key, state);
        return outcome;
    }

    private @Nullable EntityState read(String key) throws Exception {
        if (hot != null) {
            HotHeaders.Header found = hot.find(key);
            if (found != null) return codec.decode(found.bytes, found.length, spare);
        }
        if (serializer != null) serializer.recycle(spare);
        return header.value();
    }

    private void store(String key, EntityState state) throws Exception {
        if (hot == null) {
            header.update(state);
        } else {
            int length = codec.encode(state);
            hot.put(key, codec.encoded(), length);
            if (atAnotherKey) keys.setCurrentKey(key);
            atAnotherKey = false;
        }
        if (serializer != null) spare = state;
    }

    private void writeBehind(String key, byte[] bytes, int length) throws Exception {
        atAnotherKey = true;
        keys.setCurrentKey(key);
        header.update(encoded.standFor(bytes, length));
    }

    /** Leaves in the backend what only the heap holds, for a checkpoint. The current key is another one afterwards. */
    void write() throws Exception {
        if (hot != null) hot.writeAll();
        if (before != null) before.made();
    }

    /** Removes the current key's state if nothing can depend on it any more, else looks again later. */
    void expire(long time, ExpiryTimer timer) throws Exception {
        String key = (String) keys.getCurrentKey();
        EntityState state = read(key);
        if (state == null) return;
        if (kernel.expiresAt(state) <= time) {
            kernel.clear(state, this);
            if (hot != null) hot.remove(key);
            header.clear();
        } else {
            schedule(state, timer);
            store(key, state);
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
