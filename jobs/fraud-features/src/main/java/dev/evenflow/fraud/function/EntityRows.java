package dev.evenflow.fraud.function;

import dev.evenflow.features.kernel.ChunkStore;
import dev.evenflow.features.kernel.EntityKernel;
import dev.evenflow.features.kernel.EntityKernel.CorrectionSink;
import dev.evenflow.features.kernel.EntityKernel.Outcome;
import dev.evenflow.features.kernel.EntityState;
import dev.evenflow.features.kernel.StateCodec;
import dev.evenflow.features.plan.EntityPlan;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.Slot;
import dev.evenflow.fraud.state.EntityStateSerializer;
import dev.evenflow.fraud.state.FeatureSet;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
 * and sealed chunks by point get. It is what the served and the settled operator share. The key is the row's, and made Flink's
 * current one only where Flink's state is asked: with headers on the heap that is seldom.
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
    private final Slot keySlot;
    /** The backend's own instance where that keeps bytes, else null: then states are its own once it has them. */
    private final @Nullable EntityStateSerializer serializer;

    private final @Nullable HotHeaders hot;
    private final @Nullable BeforeCheckpoint before;
    /** Stands for headers that are written as the bytes they are. */
    private final EntityState encoded;
    /** The last state handled: of no use but for its arrays. */
    private EntityState spare;
    /** The key, as UTF-8. */
    private byte[] key = new byte[64];

    private int keyLength;
    /** Whether it is Flink's current one. */
    private boolean current;

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
        this.keySlot = plan.keySlot();
        this.header = context.getState(header(set, entity, slackMs));
        this.serializer = backend.isSafeToReuseKVState()
                        && header instanceof InternalKvState<?, ?, ?> internal
                        && internal.getValueSerializer() instanceof EntityStateSerializer found
                ? found
                : null;
        this.chunks = context.getMapState(chunks());
        long hotBytes = serializer == null ? 0 : hotState.bytes(context);
        this.hot = hotBytes == 0
                ? null
                : new HotHeaders(
                        hotBytes, hotState.segmentBits(), hotState.mostUnwritten(), this::writeBehind, metrics);
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

    /** Adds an event or a label whose key is not null. Labels give {@link Outcome#ADDED}. */
    Outcome add(FeatureRow row, @Nullable CorrectionSink corrections, @Nullable ExpiryTimer timer) throws Exception {
        keyLength = row.textLength(keySlot);
        if (keyLength > key.length) key = new byte[2 * keyLength];
        row.copyText(keySlot, key, 0);
        current = false;
        EntityState state = read();
        if (state == null) state = kernel.newState();
        Outcome outcome = Outcome.ADDED;
        if (row.kind == FeatureRow.Kind.LABEL) kernel.addLabel(state, this, row, corrections);
        else outcome = kernel.addEvent(state, this, row, corrections);
        if (outcome == Outcome.DUPLICATE || outcome == Outcome.CONFLICT) return outcome;
        if (timer != null && state.scheduledExpiry == EntityState.NOT_SCHEDULED) schedule(state, timer);
        store(state);
        return outcome;
    }

    private void makeCurrent() {
        if (current) return;
        keys.setCurrentKey(new String(key, 0, keyLength, StandardCharsets.UTF_8));
        current = true;
    }

    private @Nullable EntityState read() throws Exception {
        if (hot != null && hot.find(key, keyLength))
            return codec.decode(hot.bytes(), hot.offset(), hot.length(), spare);
        if (serializer != null) serializer.recycle(spare);
        makeCurrent();
        return header.value();
    }

    private void store(EntityState state) throws Exception {
        if (hot == null) {
            makeCurrent();
            header.update(state);
        } else {
            int length = codec.encode(state);
            hot.put(key, keyLength, codec.encoded(), length);
        }
        if (serializer != null) spare = state;
    }

    private void writeBehind(byte[] otherKey, byte[] bytes, int from, int length) throws Exception {
        current = false;
        keys.setCurrentKey(new String(otherKey, StandardCharsets.UTF_8));
        header.update(encoded.standFor(bytes, from, length));
    }

    /**
     * Leaves in the backend what only the heap holds, for a checkpoint. The current key is another one afterwards.
     *
     * @param triggered when the checkpoint was triggered, milliseconds since the epoch
     */
    void write(long triggered) throws Exception {
        if (before != null) before.made(triggered);
        if (hot != null) hot.writeAll();
    }

    /** Removes Flink's current key's state if nothing can depend on it any more, else looks again later. */
    void expire(long time, ExpiryTimer timer) throws Exception {
        byte[] utf8 = ((String) keys.getCurrentKey()).getBytes(StandardCharsets.UTF_8);
        key = utf8;
        keyLength = utf8.length;
        current = true;
        EntityState state = read();
        if (state == null) return;
        if (kernel.expiresAt(state) <= time) {
            kernel.clear(state, this);
            if (hot != null) hot.remove(key, keyLength);
            header.clear();
        } else {
            schedule(state, timer);
            store(state);
        }
    }

    private void schedule(EntityState state, ExpiryTimer timer) {
        makeCurrent();
        state.scheduledExpiry = kernel.expiresAt(state);
        timer.registerAt(state.scheduledExpiry);
    }

    @Override
    public byte @Nullable [] get(long number) {
        try {
            makeCurrent();
            return chunks.get(number);
        } catch (Exception e) {
            throw failed("read", number, e);
        }
    }

    @Override
    public void put(long number, byte[] chunk) {
        try {
            makeCurrent();
            chunks.put(number, chunk);
        } catch (Exception e) {
            throw failed("written", number, e);
        }
    }

    @Override
    public void remove(long number) {
        try {
            makeCurrent();
            chunks.remove(number);
        } catch (Exception e) {
            throw failed("removed", number, e);
        }
    }

    private static UncheckedIOException failed(String what, long number, Exception cause) {
        return new UncheckedIOException(new java.io.IOException("chunk " + number + " could not be " + what, cause));
    }
}
