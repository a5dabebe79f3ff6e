package dev.evenflow.fraud.function;

import dev.evenflow.features.kernel.EntityKernel.Outcome;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.flink.metric.EvenflowMetrics;
import dev.evenflow.flink.upgrade.KeepsState;
import dev.evenflow.fraud.state.FeatureSet;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.state.StateDescriptor;
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
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Served features of one entity: each event is answered as it comes, from what has come. Labels count from when they
 * became known; repeated events are not answered twice.
 *
 * <p>An operator of its own rather than a process function, because it writes keyed state before a checkpoint.
 */
public final class ServeEntityFeatures extends AbstractStreamOperator<FeatureRow>
        implements OneInputStreamOperator<FeatureRow, FeatureRow>, Triggerable<String, VoidNamespace>, KeepsState {
    private static final long serialVersionUID = 1L;

    /** Name of the timers, part of what a savepoint promises: the one of Flink's own process functions. */
    private static final String TIMERS = "user-timers";

    private final FeatureSet set;
    private final String entity;
    private final long slackMs;
    private final HotState hotState;
    private final RowKey key;

    private transient @Nullable Running running;

    /** What exists only while the operator runs. */
    private record Running(
            EntityRows rows,
            EntityRows.ExpiryTimer expiry,
            Counter duplicates,
            Counter conflicts,
            Counter beyondSlack) {}

    /**
     * @param slackMs how far events may come out of order and still count everything before them; above 0
     * @param hotState how much of the keys' state is on the heap
     */
    public ServeEntityFeatures(FeatureSet set, String entity, long slackMs, HotState hotState) {
        this.set = set;
        this.entity = entity;
        this.slackMs = slackMs;
        this.hotState = hotState;
        this.key = new RowKey(set.plan().entity(entity).keySlot());
    }

    private Running running() {
        return Objects.requireNonNull(running, "open() comes first");
    }

    @Override
    public List<StateDescriptor<?, ?>> states() {
        return EntityRows.states(set, entity, slackMs);
    }

    @Override
    public void open() throws Exception {
        super.open();
        MetricGroup metrics = EvenflowMetrics.of(getMetricGroup(), "entity", entity);
        InternalTimerService<VoidNamespace> timers =
                getInternalTimerService(TIMERS, VoidNamespaceSerializer.INSTANCE, this);
        running = new Running(
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
                time -> timers.registerEventTimeTimer(VoidNamespace.INSTANCE, time),
                metrics.counter("features_duplicates_total"),
                metrics.counter("features_conflicts_total"),
                metrics.counter("features_beyond_slack_total"));
    }

    /** Whoever needs Flink's current key sets it: most rows do not. */
    @Override
    @SuppressWarnings("rawtypes") // as Flink declares it
    public void setKeyContextElement1(StreamRecord record) {}

    @Override
    public void processElement(StreamRecord<FeatureRow> element) throws Exception {
        FeatureRow row = element.getValue();
        boolean label = row.kind == FeatureRow.Kind.LABEL;
        if (key.isNull(row)) {
            if (!label) output.collect(element);
            return;
        }
        Running run = running();
        Outcome outcome = run.rows.add(row, null, run.expiry);
        if (label) return;
        switch (outcome) {
            case ADDED -> output.collect(element);
            case BEYOND_SLACK -> {
                run.beyondSlack.inc();
                output.collect(element);
            }
            case CONFLICT -> run.conflicts.inc();
            case DUPLICATE -> run.duplicates.inc();
        }
    }

    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        Running run = running();
        run.rows.expire(timer.getTimestamp(), run.expiry);
    }

    @Override
    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
        throw new IllegalStateException("no processing-time timer is ever registered");
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        running().rows.write(context.getCheckpointTimestamp());
    }
}
