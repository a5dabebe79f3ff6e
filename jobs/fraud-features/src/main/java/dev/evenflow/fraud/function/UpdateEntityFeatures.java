package dev.evenflow.fraud.function;

import dev.evenflow.features.kernel.EntityKernel.CorrectionSink;
import dev.evenflow.features.kernel.EntityKernel.Outcome;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.RowOrder;
import dev.evenflow.flink.metric.EvenflowMetrics;
import dev.evenflow.fraud.state.FeatureRowSerializer;
import dev.evenflow.fraud.state.FeatureSet;
import dev.evenflow.operations.LateEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
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
 * <p>STREAMING: rows wait on the heap until the watermark has passed them. They come just before it, released by the
 * operator that settles them, so that few wait, and each costs one read and one write of state. A checkpoint writes
 * those that wait as keyed state, so that they follow their key when the parallelism changes.
 *
 * <p>BATCH: Flink gives each key's rows sorted by time, equal times in no order; rows of one time wait for the next.
 *
 * <p>An operator of its own rather than a process function, because it must sort by watermark without a timer per row,
 * and give each row its own timestamp: in BATCH the next entity is sorted by that.
 */
public final class UpdateEntityFeatures extends AbstractStreamOperator<FeatureRow>
        implements OneInputStreamOperator<FeatureRow, FeatureRow>, Triggerable<String, VoidNamespace> {
    private static final long serialVersionUID = 1L;

    /** Name of the state of rows that wait: part of what a savepoint promises. */
    static final String WAITING = "waiting-rows-v1";

    private final FeatureSet set;
    private final String entity;
    private final long slackMs;
    private final boolean batch;
    private final String eventsTopic;
    private final OutputTag<FeatureRow> corrections;
    private final OutputTag<LateEvent> late;

    private transient @Nullable Running running;

    /** What exists only while the operator runs. */
    private static final class Running {
        final EntityRows rows;
        final PriorityQueue<FeatureRow> waiting;
        final ListState<FeatureRow> waitingState;
        final Set<String> keysWritten = new HashSet<>();
        final InternalTimerService<VoidNamespace> timers;
        final @Nullable CorrectionSink corrections;
        final RowKey key;
        final LateEvents lateEvents;
        final Counter duplicates;
        final Counter labelsWithoutKey;
        long watermark = Long.MIN_VALUE;

        Running(
                EntityRows rows,
                Comparator<FeatureRow> order,
                ListState<FeatureRow> waitingState,
                InternalTimerService<VoidNamespace> timers,
                @Nullable CorrectionSink corrections,
                RowKey key,
                LateEvents lateEvents,
                Counter duplicates,
                Counter labelsWithoutKey) {
            this.rows = rows;
            this.waiting = new PriorityQueue<>(order);
            this.waitingState = waitingState;
            this.timers = timers;
            this.corrections = corrections;
            this.key = key;
            this.lateEvents = lateEvents;
            this.duplicates = duplicates;
            this.labelsWithoutKey = labelsWithoutKey;
        }
    }

    /**
     * @param slackMs how far rows may come after the watermark, 0 for never
     * @param batch whether the job runs in BATCH mode
     * @param eventsTopic what events were read from, for those refused
     */
    public UpdateEntityFeatures(
            FeatureSet set,
            String entity,
            long slackMs,
            boolean batch,
            String eventsTopic,
            OutputTag<FeatureRow> corrections,
            OutputTag<LateEvent> late) {
        this.set = set;
        this.entity = entity;
        this.slackMs = slackMs;
        this.batch = batch;
        this.eventsTopic = eventsTopic;
        this.corrections = corrections;
        this.late = late;
    }

    private Running running() {
        return Objects.requireNonNull(running, "open() comes first");
    }

    @Override
    public void open() throws Exception {
        super.open();
        ListState<FeatureRow> waitingState =
                getRuntimeContext().getListState(new ListStateDescriptor<>(WAITING, new FeatureRowSerializer(set)));
        MetricGroup metrics = EvenflowMetrics.of(getMetricGroup(), "entity", entity);
        Counter correctionCount = metrics.counter("features_corrections_total");
        running = new Running(
                new EntityRows(set, entity, slackMs, getRuntimeContext()),
                RowOrder.of(set.plan().layout()),
                waitingState,
                getInternalTimerService("expire-" + entity, VoidNamespaceSerializer.INSTANCE, this),
                slackMs == 0
                        ? null
                        : patch -> {
                            correctionCount.inc();
                            output.collect(corrections, new StreamRecord<>(patch, patch.time));
                        },
                new RowKey(set.plan().entity(entity).keySlot()),
                new LateEvents(eventsTopic),
                metrics.counter("features_duplicates_total"),
                metrics.counter("features_labels_without_key_total"));
        if (!batch) readWaiting(running);
    }

    private void readWaiting(Running run) throws Exception {
        List<String> keys;
        try (Stream<String> stream = this.<String>getKeyedStateBackend().getKeys(WAITING, VoidNamespace.INSTANCE)) {
            keys = stream.toList();
        }
        for (String key : keys) {
            setCurrentKey(key);
            for (FeatureRow row : run.waitingState.get()) run.waiting.add(row);
            run.keysWritten.add(key);
        }
    }

    @Override
    public void processElement(StreamRecord<FeatureRow> element) throws Exception {
        Running run = running();
        FeatureRow row = element.getValue();
        if (run.key.isNull(row)) {
            if (row.kind == FeatureRow.Kind.LABEL) run.labelsWithoutKey.inc();
            else emit(row);
        } else if (batch) {
            FeatureRow first = run.waiting.peek();
            if (first != null && first.time < row.time) processWaiting(run, row.time - 1);
            if (first == null) run.timers.registerEventTimeTimer(VoidNamespace.INSTANCE, Long.MAX_VALUE - 1);
            run.waiting.add(row);
        } else if (row.time <= run.watermark) {
            process(run, row);
        } else {
            run.waiting.add(row);
        }
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        if (!batch) {
            Running run = running();
            run.watermark = mark.getTimestamp();
            processWaiting(run, run.watermark);
        }
        super.processWatermark(mark);
    }

    private void processWaiting(Running run, long until) throws Exception {
        for (FeatureRow row = run.waiting.peek(); row != null && row.time <= until; row = run.waiting.peek()) {
            run.waiting.remove();
            if (!batch) setCurrentKey(run.key.getKey(row));
            process(run, row);
        }
    }

    private void process(Running run, FeatureRow row) throws Exception {
        Outcome outcome = run.rows.add(row, run.corrections, batch ? null : time -> registerExpiry(run, time));
        if (row.kind == FeatureRow.Kind.LABEL) return;
        switch (outcome) {
            case ADDED -> emit(row);
            case DUPLICATE -> run.duplicates.inc();
            case CONFLICT -> refuse(run, row, "another event of this id and time came before, with other content");
            case BEYOND_SLACK -> refuse(run, row, "it came after a later event of its " + entity + " was settled");
        }
    }

    private void emit(FeatureRow row) {
        output.collect(new StreamRecord<>(row, row.time));
    }

    private void refuse(Running run, FeatureRow row, String detail) {
        output.collect(
                late,
                new StreamRecord<>(run.lateEvents.of(row, run.watermark, Math.max(0, slackMs - 1), detail), row.time));
    }

    private static void registerExpiry(Running run, long time) {
        run.timers.registerEventTimeTimer(VoidNamespace.INSTANCE, time);
    }

    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        Running run = running();
        if (batch) processWaiting(run, Long.MAX_VALUE);
        else run.rows.expire(timer.getTimestamp(), time -> registerExpiry(run, time));
    }

    @Override
    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
        throw new IllegalStateException("no processing-time timer is ever registered");
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        if (batch) return;
        Running run = running();
        for (String key : run.keysWritten) {
            setCurrentKey(key);
            run.waitingState.clear();
        }
        run.keysWritten.clear();
        Map<String, List<FeatureRow>> byKey = new HashMap<>();
        for (FeatureRow row : run.waiting)
            byKey.computeIfAbsent(run.key.getKey(row), k -> new ArrayList<>()).add(row);
        for (Map.Entry<String, List<FeatureRow>> entry : byKey.entrySet()) {
            setCurrentKey(entry.getKey());
            run.waitingState.update(entry.getValue());
            run.keysWritten.add(entry.getKey());
        }
    }
}
