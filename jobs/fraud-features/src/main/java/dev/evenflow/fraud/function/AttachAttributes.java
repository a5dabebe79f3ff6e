package dev.evenflow.fraud.function;

import dev.evenflow.features.kernel.AttributeHistory;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.RowOrder;
import dev.evenflow.flink.metric.EvenflowMetrics;
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
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.ListSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Gives events the attributes of their key as of their time. Input 1 is events, input 2 changes of a system of record.
 *
 * <p>Settled: an event waits until the watermark of both says that its past is known, so that order of arrival does not
 * matter. Served: at once, from the changes that have come. A change that comes after the watermark counts for events
 * from then on, and is counted. Attributes of a deleted row leave the state once no event can need them.
 */
public final class AttachAttributes extends KeyedCoProcessFunction<String, FeatureRow, FeatureRow, FeatureRow>
        implements KeepsState {
    private static final long serialVersionUID = 1L;

    /** Names of the states: part of what a savepoint promises. */
    static final String CHANGES = "attribute-changes-v1";

    static final String WAITING = "attribute-rows-v1";

    /** How long it is remembered that a row was deleted, for older changes of it that come late. */
    static final long DELETED_KEPT_MS = 7 * 86_400_000L;

    private final FeatureSet set;
    private final String changelog;
    private final SliceKey slices;
    private final boolean settles;
    private final long slackMs;
    private final RowKey key;

    private transient @Nullable ValueState<List<FeatureRow>> changes;
    private transient @Nullable MapState<Long, List<FeatureRow>> waiting;
    private transient @Nullable Counter lateChanges;

    /**
     * @param slices granularity at which events wait
     * @param slackMs how far behind the watermark an event may still come
     */
    public AttachAttributes(FeatureSet set, String changelog, SliceKey slices, boolean settles, long slackMs) {
        this.set = set;
        this.changelog = changelog;
        this.slices = slices;
        this.settles = settles;
        this.slackMs = slackMs;
        this.key = new RowKey(set.plan().changelog(changelog).keySlot());
    }

    @Override
    public void open(OpenContext context) {
        changes = getRuntimeContext().getState(changes());
        waiting = getRuntimeContext().getMapState(waiting());
        MetricGroup metrics = EvenflowMetrics.of(getRuntimeContext().getMetricGroup(), "changelog", changelog);
        lateChanges = metrics.counter("features_late_changes_total");
    }

    private ValueStateDescriptor<List<FeatureRow>> changes() {
        return new ValueStateDescriptor<>(CHANGES, new ListSerializer<>(new FeatureRowSerializer(set)));
    }

    private MapStateDescriptor<Long, List<FeatureRow>> waiting() {
        return new MapStateDescriptor<>(
                WAITING, LongSerializer.INSTANCE, new ListSerializer<>(new FeatureRowSerializer(set)));
    }

    @Override
    public List<StateDescriptor<?, ?>> states() {
        return List.of(changes(), waiting());
    }

    @Override
    public void processElement1(FeatureRow row, Context context, Collector<FeatureRow> out) throws Exception {
        if (key.isNull(row)) {
            out.collect(row);
            return;
        }
        long last = slices.lastTimeOf(row.time);
        if (!settles || last <= context.timerService().currentWatermark()) {
            history().apply(row);
            out.collect(row);
            return;
        }
        MapState<Long, List<FeatureRow>> rows = Objects.requireNonNull(waiting);
        List<FeatureRow> known = rows.get(last);
        List<FeatureRow> all = known == null ? new ArrayList<>() : new ArrayList<>(known);
        all.add(row);
        rows.put(last, all);
        context.timerService().registerEventTimeTimer(last);
    }

    @Override
    public void processElement2(FeatureRow change, Context context, Collector<FeatureRow> out) throws Exception {
        if (change.time <= context.timerService().currentWatermark())
            Objects.requireNonNull(lateChanges).inc();
        AttributeHistory history = history();
        if (!history.add(change)) return;
        Objects.requireNonNull(changes).update(history.changes());
        long forgets = slices.lastTimeOf(change.time) + slackMs;
        context.timerService()
                .registerEventTimeTimer(Math.max(forgets, context.timerService().currentWatermark() + 1));
        context.timerService().registerEventTimeTimer(forgets + DELETED_KEPT_MS);
    }

    @Override
    public void onTimer(long time, OnTimerContext context, Collector<FeatureRow> out) throws Exception {
        AttributeHistory history = history();
        MapState<Long, List<FeatureRow>> rows = Objects.requireNonNull(waiting);
        List<FeatureRow> due = rows.get(time);
        if (due != null) {
            for (FeatureRow row : due) {
                history.apply(row);
                out.collect(row);
            }
            rows.remove(time);
        }
        if (history.changes().isEmpty()) return;
        int before = history.changes().size();
        history.forget(time - slackMs);
        if (history.isDeleted(time - slackMs - DELETED_KEPT_MS))
            Objects.requireNonNull(changes).clear();
        else if (history.changes().size() != before)
            Objects.requireNonNull(changes).update(history.changes());
    }

    private AttributeHistory history() throws Exception {
        return new AttributeHistory(
                set.plan().changelog(changelog),
                RowOrder.of(set.plan().layout()),
                Objects.requireNonNull(changes).value());
    }
}
