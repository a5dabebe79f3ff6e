package dev.evenflow.fraud.function;

import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.Slot;
import dev.evenflow.flink.metric.EvenflowMetrics;
import dev.evenflow.flink.upgrade.KeepsState;
import dev.evenflow.fraud.state.FeatureRowSerializer;
import dev.evenflow.fraud.state.FeatureSet;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Compares what was served with what settled, event by event, and counts per feature how often they differ: the live
 * train/serve skew. Emits nothing. Input 1 is served, input 2 settled.
 */
public final class MeasureSkew extends KeyedCoProcessFunction<Long, FeatureRow, FeatureRow, FeatureRow>
        implements KeepsState {
    private static final long serialVersionUID = 1L;
    static final String SERVED = "served-rows-v1";

    private final FeatureSet set;
    private final SliceKey slices;
    private final long keptMs;

    private transient @Nullable MapState<String, FeatureRow> served;
    private transient @Nullable List<Slot> features;
    private transient Counter @Nullable [] differences;
    private transient @Nullable Counter compared;
    private transient @Nullable Counter equal;

    /** @param keptMs how long a served row waits for its settled one, after its slice */
    public MeasureSkew(FeatureSet set, SliceKey slices, long keptMs) {
        this.set = set;
        this.slices = slices;
        this.keptMs = keptMs;
    }

    @Override
    public void open(OpenContext context) {
        served = getRuntimeContext().getMapState(served());
        features = set.plan().featureSlots();
        MetricGroup operator = getRuntimeContext().getMetricGroup();
        MetricGroup metrics = EvenflowMetrics.of(operator);
        compared = metrics.counter("features_compared_vectors_total");
        equal = metrics.counter("features_compared_vectors_good_total");
        differences = features.stream()
                .map(slot ->
                        EvenflowMetrics.of(operator, "feature", slot.name()).counter("features_differing_values_total"))
                .toArray(Counter[]::new);
    }

    @Override
    public List<StateDescriptor<?, ?>> states() {
        return List.of(served());
    }

    private MapStateDescriptor<String, FeatureRow> served() {
        return new MapStateDescriptor<>(SERVED, StringSerializer.INSTANCE, new FeatureRowSerializer(set));
    }

    @Override
    public void processElement1(FeatureRow row, Context context, Collector<FeatureRow> out) throws Exception {
        Objects.requireNonNull(served).put(row.id(), row);
        context.timerService().registerEventTimeTimer(slices.lastTimeOfKey(context.getCurrentKey()) + keptMs);
    }

    @Override
    public void processElement2(FeatureRow row, Context context, Collector<FeatureRow> out) throws Exception {
        MapState<String, FeatureRow> rows = Objects.requireNonNull(served);
        FeatureRow other = rows.get(row.id());
        if (other == null) return;
        rows.remove(row.id());
        Objects.requireNonNull(compared).inc();
        List<Slot> slots = Objects.requireNonNull(features);
        Counter[] counters = Objects.requireNonNull(differences);
        boolean differs = false;
        for (int i = 0; i < counters.length; i++) {
            if (row.sameSlot(slots.get(i), other)) continue;
            counters[i].inc();
            differs = true;
        }
        if (!differs) Objects.requireNonNull(equal).inc();
    }

    @Override
    public void onTimer(long time, OnTimerContext context, Collector<FeatureRow> out) {
        Objects.requireNonNull(served).clear();
    }
}
