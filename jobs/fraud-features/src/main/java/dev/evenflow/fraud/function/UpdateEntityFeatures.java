package dev.evenflow.fraud.function;

import dev.evenflow.features.kernel.EntityKernel.CorrectionSink;
import dev.evenflow.features.kernel.EntityKernel.Outcome;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.RowOrder;
import dev.evenflow.flink.metric.EvenflowMetrics;
import dev.evenflow.flink.upgrade.KeepsState;
import dev.evenflow.fraud.state.FeatureSet;
import dev.evenflow.operations.LateEvent;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.State;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Settled features of one entity: processes events and labels in their total order, whatever order they come in.
 *
 * <p>STREAMING: rows wait ({@link WaitingRows}) until the watermark has passed them. The first entity's operator gets them as
 * they were read, labels too, and settles them ({@link Settling}): from there on all come in order and just before the
 * watermark, so that few wait, and each costs one read and one write of state.
 *
 * <p>BATCH: Flink gives each key's rows sorted by time, equal times in no order; rows of one time wait for the next.
 *
 * <p>An operator of its own rather than a process function, because it must sort by watermark without a timer per row,
 * and give each row its own timestamp: in BATCH the next entity is sorted by that.
 */
public final class UpdateEntityFeatures extends AbstractStreamOperator<FeatureRow>
        implements OneInputStreamOperator<FeatureRow, FeatureRow>, Triggerable<String, VoidNamespace>, KeepsState {
    private static final long serialVersionUID = 1L;

    /** Name of the state of the last watermark seen. */
    public static final String WATERMARK = "watermark-v1";

    /** So many rows are followed by the watermark as far as they go, for that the next operator need not hold more. */
    private static final int WATERMARK_EVERY = 1_000;

    /**
     * What the first entity's operator does besides, for all: it decides once for every row whether it is late, and sends
     * labels on to the entities that come after it. Both kinds wait for the one watermark of both topics: a label that
     * waited for its own topic's, which stands still while no other label comes, would come after the events it must precede.
     *
     * @param allowedLatenessMs how long after the watermark a row is still processed; later ones are late
     * @param labelsTopic what labels were read from, for late ones
     * @param labels where labels leave
     */
    public record Settling(long allowedLatenessMs, String labelsTopic, OutputTag<FeatureRow> labels)
            implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    private final FeatureSet set;
    private final String entity;
    private final long slackMs;
    private final @Nullable SliceKey slices;
    private final int mostOnHeap;
    private final HotState hotState;
    private final @Nullable Settling settling;
    private final String eventsTopic;
    private final OutputTag<FeatureRow> corrections;
    private final OutputTag<LateEvent> late;

    private transient @Nullable Running running;
    private transient @Nullable ListState<Long> watermarks;
    /** The last watermark seen: Flink's own starts anew after a restore, and late must stay late. */
    private transient long watermark;

    /** What exists only while the operator runs. */
    private static final class Running {
        final EntityRows rows;
        final RowKey key;
        final Comparator<FeatureRow> order;
        final InternalTimerService<VoidNamespace> timers;
        final @Nullable CorrectionSink corrections;
        final boolean labels;
        final LateEvents lateEvents;
        final LateEvents lateLabels;
        final Counter duplicates;
        final Counter labelsWithoutKey;
        /** Null where this operator does not settle. */
        final @Nullable Counter lateRows;

        /** BATCH: rows of one time. */
        final PriorityQueue<FeatureRow> sameTime;
        /** Null in BATCH. */
        @Nullable
        WaitingRows waiting;
        /** Keys that may have expired, while rows that came before are still to be processed; else null. */
        @Nullable
        List<InternalTimer<String, VoidNamespace>> expiring;

        int sinceWatermark;

        Running(
                EntityRows rows,
                RowKey key,
                Comparator<FeatureRow> order,
                InternalTimerService<VoidNamespace> timers,
                @Nullable CorrectionSink corrections,
                boolean labels,
                LateEvents lateEvents,
                LateEvents lateLabels,
                MetricGroup entityMetrics,
                @Nullable Counter lateRows) {
            this.rows = rows;
            this.key = key;
            this.order = order;
            this.timers = timers;
            this.corrections = corrections;
            this.labels = labels;
            this.lateEvents = lateEvents;
            this.lateLabels = lateLabels;
            this.duplicates = entityMetrics.counter("features_duplicates_total");
            this.labelsWithoutKey = entityMetrics.counter("features_labels_without_key_total");
            this.lateRows = lateRows;
            this.sameTime = new PriorityQueue<>(order);
        }
    }

    /**
     * @param slackMs how far rows may come after the watermark, 0 for never
     * @param slices granularity at which rows wait for the watermark; null in BATCH
     * @param mostOnHeap how many rows wait on the heap; more wait in state
     * @param hotState how much of the keys' state is on the heap
     * @param settling for the first entity in STREAMING; null for the others, and in BATCH
     * @param eventsTopic what events were read from, for those refused
     */
    public UpdateEntityFeatures(
            FeatureSet set,
            String entity,
            long slackMs,
            @Nullable SliceKey slices,
            int mostOnHeap,
            HotState hotState,
            @Nullable Settling settling,
            String eventsTopic,
            OutputTag<FeatureRow> corrections,
            OutputTag<LateEvent> late) {
        this.set = set;
        this.entity = entity;
        this.slackMs = slackMs;
        this.slices = slices;
        this.mostOnHeap = mostOnHeap;
        this.hotState = hotState;
        this.settling = settling;
        this.eventsTopic = eventsTopic;
        this.corrections = corrections;
        this.late = late;
    }

    private Running running() {
        return Objects.requireNonNull(running, "open() comes first");
    }

    @Override
    public List<StateDescriptor<?, ?>> states() {
        List<StateDescriptor<?, ?>> states = new ArrayList<>(EntityRows.states(set, entity, slackMs));
        if (slices != null) states.addAll(WaitingRows.states(set));
        if (settling != null) states.add(watermarks());
        return states;
    }

    private static ListStateDescriptor<Long> watermarks() {
        return new ListStateDescriptor<>(WATERMARK, LongSerializer.INSTANCE);
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        watermark = Long.MIN_VALUE;
        if (settling == null) return;
        ListState<Long> state = context.getOperatorStateStore().getUnionListState(watermarks());
        long least = Long.MAX_VALUE;
        for (long restored : state.get()) least = Math.min(least, restored);
        if (least != Long.MAX_VALUE) watermark = least;
        watermarks = state;
    }

    @Override
    public void open() throws Exception {
        super.open();
        MetricGroup metrics = EvenflowMetrics.of(getMetricGroup(), "entity", entity);
        Counter correctionCount = metrics.counter("features_corrections_total");
        Running run = new Running(
                new EntityRows(
                        set,
                        entity,
                        slackMs,
                        hotState,
                        getRuntimeContext(),
                        getKeyedStateBackend(),
                        this,
                        getProcessingTimeService(),
                        metrics),
                new RowKey(set.plan().entity(entity).keySlot()),
                RowOrder.of(set.plan().layout()),
                getInternalTimerService("expire-" + entity, VoidNamespaceSerializer.INSTANCE, this),
                slackMs == 0
                        ? null
                        : patch -> {
                            correctionCount.inc();
                            output.collect(corrections, new StreamRecord<>(patch, patch.time));
                        },
                set.plan().entity(entity).hasLabelFeatures(),
                new LateEvents(eventsTopic),
                new LateEvents(settling == null ? eventsTopic : settling.labelsTopic()),
                metrics,
                settling == null ? null : EvenflowMetrics.of(getMetricGroup()).counter("features_late_total"));
        running = run;
        if (slices == null) return;
        run.waiting = new WaitingRows(new Inside(), set, run.key, slices, mostOnHeap, run.order);
        run.waiting.restore(getKeyedStateBackend());
    }

    /** Lends {@link WaitingRows} this operator's keys, states and timers. */
    private final class Inside implements WaitingRows.Host {
        @Override
        public void setCurrentKey(Object key) {
            UpdateEntityFeatures.this.setCurrentKey(key);
        }

        @Override
        public <N, S extends State, T> S state(TypeSerializer<N> namespace, StateDescriptor<S, T> descriptor)
                throws Exception {
            return getOrCreateKeyedState(namespace, descriptor);
        }

        @Override
        public <N> InternalTimerService<N> timers(
                String name, TypeSerializer<N> namespace, Triggerable<String, N> target) {
            return getInternalTimerService(name, namespace, target);
        }

        @Override
        public void fireTimers(long time) throws Exception {
            Running run = running();
            run.expiring = new ArrayList<>();
            getTimeServiceManager().orElseThrow().advanceWatermark(new Watermark(time));
        }

        @Override
        public void release(FeatureRow row) throws Exception {
            UpdateEntityFeatures.this.release(running(), row);
        }

        @Override
        public void released(long time, int rows) throws Exception {
            Running run = running();
            List<InternalTimer<String, VoidNamespace>> expiring = run.expiring;
            run.expiring = null;
            if (expiring != null)
                for (InternalTimer<String, VoidNamespace> timer : expiring) {
                    setCurrentKey(timer.getKey());
                    onEventTime(timer);
                }
            run.sinceWatermark += rows;
            if (run.sinceWatermark < WATERMARK_EVERY) return;
            run.sinceWatermark = 0;
            output.emitWatermark(new Watermark(time));
        }
    }

    /** In STREAMING whoever needs Flink's current key sets it: most rows do not. In BATCH a new key ends the one before. */
    @Override
    @SuppressWarnings("rawtypes") // as Flink declares it
    public void setKeyContextElement1(StreamRecord record) throws Exception {
        if (slices == null) super.setKeyContextElement1(record);
    }

    @Override
    public void processElement(StreamRecord<FeatureRow> element) throws Exception {
        Running run = running();
        FeatureRow row = element.getValue();
        WaitingRows waiting = run.waiting;
        if (waiting == null) processInBatch(run, row);
        else if (settling == null && run.key.isNull(row)) release(run, row);
        else if (!waiting.isDue(row.time, watermark)) waiting.add(row);
        else if (settling == null || row.time > watermark - settling.allowedLatenessMs()) release(run, row);
        else refuseLate(run, row, settling.allowedLatenessMs());
    }

    private void processInBatch(Running run, FeatureRow row) throws Exception {
        if (run.key.isNull(row)) {
            release(run, row);
            return;
        }
        FeatureRow first = run.sameTime.peek();
        if (first != null && first.time < row.time) processSameTime(run);
        if (first == null) run.timers.registerEventTimeTimer(VoidNamespace.INSTANCE, Long.MAX_VALUE - 1);
        run.sameTime.add(row);
    }

    private void processSameTime(Running run) throws Exception {
        for (FeatureRow row = run.sameTime.poll(); row != null; row = run.sameTime.poll()) process(run, row);
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        WaitingRows waiting = running().waiting;
        if (waiting == null || slices == null) {
            super.processWatermark(mark);
            return;
        }
        watermark = Math.max(watermark, mark.getTimestamp());
        waiting.release(mark.getTimestamp());
        // Whole slices only: what waits for the end of its slice must not come after the watermark.
        super.processWatermark(new Watermark(slices.endedBy(mark.getTimestamp())));
    }

    /** A row whose time has come: it is this entity's if it has the key. */
    private void release(Running run, FeatureRow row) throws Exception {
        boolean label = row.kind == FeatureRow.Kind.LABEL;
        if (label && settling != null) {
            output.collect(settling.labels(), new StreamRecord<>(row, row.time));
            if (!run.labels) return;
        }
        if (!run.key.isNull(row)) process(run, row);
        else if (label) run.labelsWithoutKey.inc();
        else emit(row);
    }

    private void process(Running run, FeatureRow row) throws Exception {
        Outcome outcome = run.rows.add(row, run.corrections, slices == null ? null : time -> registerExpiry(run, time));
        if (row.kind == FeatureRow.Kind.LABEL) return;
        switch (outcome) {
            case ADDED -> emit(row);
            case DUPLICATE -> run.duplicates.inc();
            case CONFLICT -> refuse(run, row, LateEvents.CONFLICT);
            case BEYOND_SLACK -> refuse(run, row, "it came after a later event of its " + entity + " was settled");
        }
    }

    private void emit(FeatureRow row) {
        output.collect(new StreamRecord<>(row, row.time));
    }

    private void refuse(Running run, FeatureRow row, String detail) {
        output.collect(
                late,
                new StreamRecord<>(run.lateEvents.of(row, watermark, Math.max(0, slackMs - 1), detail), row.time));
    }

    private void refuseLate(Running run, FeatureRow row, long allowedMs) {
        Objects.requireNonNull(run.lateRows).inc();
        String detail = "it came " + (watermark - row.time) + " ms behind the watermark, of which " + allowedMs
                + " ms are allowed";
        LateEvents description = row.kind == FeatureRow.Kind.LABEL ? run.lateLabels : run.lateEvents;
        output.collect(late, new StreamRecord<>(description.of(row, watermark, allowedMs, detail), row.time));
    }

    private static void registerExpiry(Running run, long time) {
        run.timers.registerEventTimeTimer(VoidNamespace.INSTANCE, time);
    }

    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        Running run = running();
        if (slices == null) processSameTime(run);
        else if (run.expiring != null) run.expiring.add(timer);
        else run.rows.expire(timer.getTimestamp(), time -> registerExpiry(run, time));
    }

    @Override
    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
        throw new IllegalStateException("no processing-time timer is ever registered");
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        if (watermarks != null) watermarks.update(List.of(watermark));
        Running run = running();
        if (run.waiting != null) run.waiting.write();
        run.rows.write(context.getCheckpointTimestamp());
    }
}
