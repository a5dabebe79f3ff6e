package dev.evenflow.fraud.function;

import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.RowOrder;
import dev.evenflow.flink.metric.EvenflowMetrics;
import dev.evenflow.fraud.state.FeatureRowSerializer;
import dev.evenflow.fraud.state.FeatureSet;
import dev.evenflow.operations.LateEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Settles events and labels together: holds rows until the watermark has passed their slice of time, then releases them in order. One write per row, one
 * read and one timer per slice and bucket. A row behind the watermark passes at once within the allowed lateness, and
 * goes to the late output after it. Labels leave by an output of their own, as they do not take the entities' chain.
 *
 * <p>Both kinds wait for the one watermark of both topics: a label that waited for its own topic's, which stands still
 * while no other label comes, would reach the entities after the events it must precede.
 */
public final class SettleRows extends KeyedProcessFunction<Long, FeatureRow, FeatureRow>
        implements CheckpointedFunction {
    private static final long serialVersionUID = 1L;
    static final String WAITING = "settling-rows-v1";
    static final String WATERMARK = "watermark-v1";

    private final FeatureSet set;
    private final SliceKey slices;
    private final long allowedLatenessMs;
    private final LateEvents eventsLate;
    private final LateEvents labelsLate;
    private final OutputTag<FeatureRow> labels;
    private final OutputTag<LateEvent> late;

    private transient @Nullable ListState<FeatureRow> waiting;
    private transient @Nullable ListState<Long> watermarks;
    private transient @Nullable Comparator<FeatureRow> order;
    private transient @Nullable Counter lateRows;
    /** The last watermark seen: Flink's own starts anew after a restore, and late must stay late. */
    private transient long watermark;

    /**
     * @param eventsTopic what events were read from, for late ones
     * @param labelsTopic what labels were read from
     */
    public SettleRows(
            FeatureSet set,
            SliceKey slices,
            long allowedLatenessMs,
            String eventsTopic,
            String labelsTopic,
            OutputTag<FeatureRow> labels,
            OutputTag<LateEvent> late) {
        this.set = set;
        this.slices = slices;
        this.allowedLatenessMs = allowedLatenessMs;
        this.eventsLate = new LateEvents(eventsTopic);
        this.labelsLate = new LateEvents(labelsTopic);
        this.labels = labels;
        this.late = late;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        watermark = Long.MIN_VALUE;
        ListState<Long> state = context.getOperatorStateStore()
                .getUnionListState(new ListStateDescriptor<>(WATERMARK, LongSerializer.INSTANCE));
        long least = Long.MAX_VALUE;
        for (long restored : state.get()) least = Math.min(least, restored);
        if (least != Long.MAX_VALUE) watermark = least;
        watermarks = state;
    }

    @Override
    public void open(OpenContext context) {
        waiting = getRuntimeContext().getListState(new ListStateDescriptor<>(WAITING, new FeatureRowSerializer(set)));
        order = RowOrder.of(set.plan().layout());
        lateRows = EvenflowMetrics.of(getRuntimeContext().getMetricGroup()).counter("features_late_total");
    }

    @Override
    public void processElement(FeatureRow row, Context context, Collector<FeatureRow> out) throws Exception {
        watermark = Math.max(watermark, context.timerService().currentWatermark());
        long last = slices.lastTimeOf(context.getCurrentKey());
        if (last > watermark) {
            Objects.requireNonNull(waiting).add(row);
            context.timerService().registerEventTimeTimer(last);
        } else if (row.time > watermark - allowedLatenessMs) {
            release(row, context, out);
        } else {
            Objects.requireNonNull(lateRows).inc();
            String detail = "it came " + (watermark - row.time) + " ms behind the watermark, of which "
                    + allowedLatenessMs + " ms are allowed";
            LateEvents description = row.kind == FeatureRow.Kind.LABEL ? labelsLate : eventsLate;
            context.output(late, description.of(row, watermark, allowedLatenessMs, detail));
        }
    }

    private void release(FeatureRow row, Context context, Collector<FeatureRow> out) {
        if (row.kind == FeatureRow.Kind.LABEL) context.output(labels, row);
        else out.collect(row);
    }

    @Override
    public void onTimer(long time, OnTimerContext context, Collector<FeatureRow> out) throws Exception {
        watermark = Math.max(watermark, context.timerService().currentWatermark());
        ListState<FeatureRow> state = Objects.requireNonNull(waiting);
        List<FeatureRow> rows = new ArrayList<>();
        for (FeatureRow row : state.get()) rows.add(row);
        rows.sort(Objects.requireNonNull(order));
        for (FeatureRow row : rows) release(row, context, out);
        state.clear();
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        Objects.requireNonNull(watermarks).update(List.of(watermark));
    }
}
