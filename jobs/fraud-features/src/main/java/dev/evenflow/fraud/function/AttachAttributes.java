package dev.evenflow.fraud.function;

import dev.evenflow.features.kernel.AttributeHistory;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.RowOrder;
import dev.evenflow.flink.metric.EvenflowMetrics;
import dev.evenflow.flink.upgrade.KeepsState;
import dev.evenflow.fraud.state.FeatureRowSerializer;
import dev.evenflow.fraud.state.FeatureSet;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.ListSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.runtime.state.internal.InternalListState;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Gives events the attributes of their key as of their time. Input 1 is events, input 2 changes of a system of record.
 *
 * <p>Settled: an event waits until the watermark of both says that its past is known, so that order of arrival does not
 * matter. Served: at once, from the changes that have come. A change that comes after the watermark counts for events
 * from then on, and is counted. Attributes of a deleted row leave the state once no event can need them.
 *
 * <p>An operator of its own rather than a process function, because a slice's rows are a list of their own only with the slice
 * as the state's namespace: a row that comes is appended, whatever number waits.
 */
public final class AttachAttributes extends AbstractStreamOperator<FeatureRow>
        implements TwoInputStreamOperator<FeatureRow, FeatureRow, FeatureRow>,
                Triggerable<String, VoidNamespace>,
                KeepsState {
    private static final long serialVersionUID = 1L;

    /** Names of the states: part of what a savepoint promises. */
    static final String CHANGES = "attribute-changes-v1";

    /** With the slice as namespace. */
    static final String WAITING = "attribute-rows-v2";

    /** How long it is remembered that a row was deleted, for older changes of it that come late. */
    static final long DELETED_KEPT_MS = 7 * 86_400_000L;

    private final FeatureSet set;
    private final String changelog;
    private final SliceKey slices;
    private final boolean settles;
    private final long slackMs;

    private transient @Nullable Running running;

    /** What exists only while the operator runs. */
    private record Running(
            RowKey key,
            ValueState<List<FeatureRow>> changes,
            InternalListState<String, Long, FeatureRow> waiting,
            InternalTimerService<VoidNamespace> timers,
            Counter lateChanges) {}

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
    }

    @Override
    public void open() throws Exception {
        super.open();
        MetricGroup metrics = EvenflowMetrics.of(getMetricGroup(), "changelog", changelog);
        running = new Running(
                new RowKey(set.plan().changelog(changelog).keySlot()),
                getRuntimeContext().getState(changes()),
                waitingRows(),
                getInternalTimerService("attach-" + changelog, VoidNamespaceSerializer.INSTANCE, this),
                metrics.counter("features_late_changes_total"));
    }

    @SuppressWarnings("unchecked") // every backend's list state is one, as Flink's own window operator relies on
    private InternalListState<String, Long, FeatureRow> waitingRows() throws Exception {
        ListState<FeatureRow> state = getOrCreateKeyedState(LongSerializer.INSTANCE, waiting());
        return (InternalListState<String, Long, FeatureRow>) state;
    }

    private Running running() {
        return Objects.requireNonNull(running, "open() comes first");
    }

    private ValueStateDescriptor<List<FeatureRow>> changes() {
        return new ValueStateDescriptor<>(CHANGES, new ListSerializer<>(new FeatureRowSerializer(set)));
    }

    private ListStateDescriptor<FeatureRow> waiting() {
        return new ListStateDescriptor<>(WAITING, new FeatureRowSerializer(set));
    }

    @Override
    public List<StateDescriptor<?, ?>> states() {
        return List.of(changes(), waiting());
    }

    @Override
    public void processElement1(StreamRecord<FeatureRow> element) throws Exception {
        Running run = running();
        FeatureRow row = element.getValue();
        if (run.key.isNull(row)) {
            emit(row);
            return;
        }
        long last = slices.lastTimeOf(row.time);
        if (!settles || last <= run.timers.currentWatermark()) {
            history(run).apply(row);
            emit(row);
            return;
        }
        run.waiting.setCurrentNamespace(last);
        run.waiting.add(row);
        run.timers.registerEventTimeTimer(VoidNamespace.INSTANCE, last);
    }

    @Override
    public void processElement2(StreamRecord<FeatureRow> element) throws Exception {
        Running run = running();
        FeatureRow change = element.getValue();
        long watermark = run.timers.currentWatermark();
        if (change.time <= watermark) run.lateChanges.inc();
        AttributeHistory history = history(run);
        if (!history.add(change)) return;
        run.changes.update(history.changes());
        long forgets = slices.lastTimeOf(change.time) + slackMs;
        run.timers.registerEventTimeTimer(VoidNamespace.INSTANCE, Math.max(forgets, watermark + 1));
        run.timers.registerEventTimeTimer(VoidNamespace.INSTANCE, forgets + DELETED_KEPT_MS);
    }

    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        Running run = running();
        long time = timer.getTimestamp();
        AttributeHistory history = history(run);
        release(run, time, history);
        if (history.changes().isEmpty()) return;
        int before = history.changes().size();
        history.forget(time - slackMs);
        if (history.isDeleted(time - slackMs - DELETED_KEPT_MS)) run.changes.clear();
        else if (history.changes().size() != before) run.changes.update(history.changes());
    }

    private void release(Running run, long slice, AttributeHistory history) throws Exception {
        if (!settles) return;
        run.waiting.setCurrentNamespace(slice);
        Iterable<FeatureRow> due = run.waiting.get();
        if (due == null) return;
        for (FeatureRow row : due) {
            history.apply(row);
            emit(row);
        }
        run.waiting.clear();
    }

    private void emit(FeatureRow row) {
        output.collect(new StreamRecord<>(row, row.time));
    }

    @Override
    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
        throw new IllegalStateException("no processing-time timer is ever registered");
    }

    private AttributeHistory history(Running run) throws Exception {
        return new AttributeHistory(
                set.plan().changelog(changelog), RowOrder.of(set.plan().layout()), run.changes.value());
    }
}
