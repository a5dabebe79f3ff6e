package dev.evenflow.fraud.function;

import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.Slot;
import dev.evenflow.flink.upgrade.KeepsState;
import dev.evenflow.fraud.state.FeatureRowSerializer;
import dev.evenflow.fraud.state.FeatureSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.typeutils.base.ListSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Turns an entity's correction into a correction of the whole vector: keeps each settled row while it can still change,
 * puts the corrected features in, and emits the row again. A correction that overtakes its row waits for it.
 */
public final class CorrectVectors extends KeyedProcessFunction<Long, FeatureRow, FeatureRow> implements KeepsState {
    private static final long serialVersionUID = 1L;
    static final String SETTLED = "settled-rows-v1";
    static final String EARLY = "early-corrections-v1";

    private final FeatureSet set;
    private final SliceKey slices;
    private final long keptMs;

    private transient @Nullable MapState<String, FeatureRow> settled;
    private transient @Nullable MapState<String, List<FeatureRow>> early;

    /** @param keptMs how long after its slice a row can be corrected */
    public CorrectVectors(FeatureSet set, SliceKey slices, long keptMs) {
        this.set = set;
        this.slices = slices;
        this.keptMs = keptMs;
    }

    @Override
    public void open(OpenContext context) {
        settled = getRuntimeContext().getMapState(settled());
        early = getRuntimeContext().getMapState(early());
    }

    @Override
    public List<StateDescriptor<?, ?>> states() {
        return List.of(settled(), early());
    }

    private MapStateDescriptor<String, FeatureRow> settled() {
        return new MapStateDescriptor<>(SETTLED, StringSerializer.INSTANCE, new FeatureRowSerializer(set));
    }

    private MapStateDescriptor<String, List<FeatureRow>> early() {
        return new MapStateDescriptor<>(
                EARLY, StringSerializer.INSTANCE, new ListSerializer<>(new FeatureRowSerializer(set)));
    }

    @Override
    public void processElement(FeatureRow row, Context context, Collector<FeatureRow> out) throws Exception {
        MapState<String, FeatureRow> rows = Objects.requireNonNull(settled);
        MapState<String, List<FeatureRow>> waiting = Objects.requireNonNull(early);
        context.timerService().registerEventTimeTimer(slices.lastTimeOfKey(context.getCurrentKey()) + keptMs);
        if (row.kind == FeatureRow.Kind.EVENT) {
            List<FeatureRow> patches = waiting.get(row.id());
            if (patches != null) {
                for (FeatureRow patch : patches) apply(patch, row);
                waiting.remove(row.id());
            }
            rows.put(row.id(), row);
            out.collect(row);
            return;
        }
        FeatureRow target = rows.get(row.id());
        if (target == null) {
            List<FeatureRow> patches = waiting.get(row.id());
            List<FeatureRow> extended = patches == null ? new ArrayList<>() : new ArrayList<>(patches);
            extended.add(row);
            waiting.put(row.id(), extended);
            return;
        }
        FeatureRow corrected = target.copy();
        if (!apply(row, corrected)) return;
        rows.put(row.id(), corrected);
        FeatureRow emitted = corrected.copy();
        emitted.kind = FeatureRow.Kind.CORRECTION;
        out.collect(emitted);
    }

    private boolean apply(FeatureRow patch, FeatureRow target) {
        boolean changed = false;
        for (Slot slot : set.plan().entity(patch.entity).featureSlots()) {
            changed |= !target.sameSlot(slot, patch);
            target.copySlot(slot, patch);
        }
        return changed;
    }

    @Override
    public void onTimer(long time, OnTimerContext context, Collector<FeatureRow> out) {
        Objects.requireNonNull(settled).clear();
        Objects.requireNonNull(early).clear();
    }
}
