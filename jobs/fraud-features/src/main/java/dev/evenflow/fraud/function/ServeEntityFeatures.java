package dev.evenflow.fraud.function;

import dev.evenflow.features.kernel.EntityKernel.Outcome;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.flink.metric.EvenflowMetrics;
import dev.evenflow.fraud.state.FeatureSet;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Served features of one entity: each event is answered as it comes, from what has come. Labels count from when they
 * became known; repeated events are not answered twice.
 */
public final class ServeEntityFeatures extends KeyedProcessFunction<String, FeatureRow, FeatureRow> {
    private static final long serialVersionUID = 1L;

    private final FeatureSet set;
    private final String entity;
    private final long slackMs;
    private final RowKey key;

    private transient @Nullable EntityRows rows;
    private transient @Nullable Counter duplicates;
    private transient @Nullable Counter conflicts;
    private transient @Nullable Counter beyondSlack;

    /** @param slackMs how far events may come out of order and still count everything before them; above 0 */
    public ServeEntityFeatures(FeatureSet set, String entity, long slackMs) {
        this.set = set;
        this.entity = entity;
        this.slackMs = slackMs;
        this.key = new RowKey(set.plan().entity(entity).keySlot());
    }

    @Override
    public void open(OpenContext context) {
        rows = new EntityRows(set, entity, slackMs, getRuntimeContext());
        MetricGroup metrics = EvenflowMetrics.of(getRuntimeContext().getMetricGroup(), "entity", entity);
        duplicates = metrics.counter("features_duplicates_total");
        conflicts = metrics.counter("features_conflicts_total");
        beyondSlack = metrics.counter("features_beyond_slack_total");
    }

    @Override
    public void processElement(FeatureRow row, Context context, Collector<FeatureRow> out) throws Exception {
        boolean label = row.kind == FeatureRow.Kind.LABEL;
        if (key.isNull(row)) {
            if (!label) out.collect(row);
            return;
        }
        Outcome outcome = Objects.requireNonNull(rows).add(row, null, context.timerService()::registerEventTimeTimer);
        if (label) return;
        if (outcome == Outcome.BEYOND_SLACK) Objects.requireNonNull(beyondSlack).inc();
        if (outcome == Outcome.ADDED || outcome == Outcome.BEYOND_SLACK) out.collect(row);
        else
            Objects.requireNonNull(outcome == Outcome.CONFLICT ? conflicts : duplicates)
                    .inc();
    }

    @Override
    public void onTimer(long time, OnTimerContext context, Collector<FeatureRow> out) throws Exception {
        Objects.requireNonNull(rows).expire(time, context.timerService()::registerEventTimeTimer);
    }
}
