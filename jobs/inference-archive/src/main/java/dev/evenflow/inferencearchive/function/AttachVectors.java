package dev.evenflow.inferencearchive.function;

import dev.evenflow.flink.metric.EvenflowMetrics;
import dev.evenflow.flink.upgrade.KeepsState;
import dev.evenflow.inference.ArchivedInference;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Gives rows that name a feature vector the vector, whichever comes first. Keyed by {@link #key}; a row whose vector does
 * not come in time, or is of another subject, goes on without and says so. Times are the log's, in milliseconds.
 *
 * <p>A vector waits as long as a row does. The first vector of an id and version counts.
 */
public final class AttachVectors extends KeyedProcessFunction<String, ArchivedInference, ArchivedInference>
        implements KeepsState {
    private static final long serialVersionUID = 1L;

    /** Names of the state; they are part of every savepoint. */
    public static final String VECTOR = "vector";

    public static final String ROWS = "waiting-rows";

    private static final String ATTACHED = "ATTACHED";
    private static final String MISSING = "MISSING";

    private final long withinMs;
    private transient @Nullable ValueState<ArchivedInference> vector;
    private transient @Nullable ListState<ArchivedInference> rows;
    private transient @Nullable Counter missing;

    public AttachVectors(long withinMs) {
        this.withinMs = withinMs;
    }

    /** Of a vector, and of a row that waits for one; any other row passes under its own id. */
    public static String key(ArchivedInference row) {
        return isVector(row) || needsVector(row)
                ? row.getFeatureSetVersion() + "\n" + row.getVectorId()
                : row.getInferenceId();
    }

    private static boolean isVector(ArchivedInference row) {
        return row.getInferenceId().isEmpty();
    }

    private static boolean needsVector(ArchivedInference row) {
        return row.getRequestTopic() != null && row.getVectorId() != null && row.getFeaturesFrom() == null;
    }

    @Override
    public void open(OpenContext context) {
        vector = getRuntimeContext().getState(vector());
        rows = getRuntimeContext().getListState(rows());
        missing = EvenflowMetrics.of(getRuntimeContext().getMetricGroup()).counter("archive_vectors_missing_total");
    }

    @Override
    public List<StateDescriptor<?, ?>> states() {
        return List.of(vector(), rows());
    }

    private static ValueStateDescriptor<ArchivedInference> vector() {
        return new ValueStateDescriptor<>(VECTOR, new AvroTypeInfo<>(ArchivedInference.class));
    }

    private static ListStateDescriptor<ArchivedInference> rows() {
        return new ListStateDescriptor<>(ROWS, new AvroTypeInfo<>(ArchivedInference.class));
    }

    @Override
    public void processElement(ArchivedInference row, Context context, Collector<ArchivedInference> out)
            throws Exception {
        ValueState<ArchivedInference> vectorState = Objects.requireNonNull(vector);
        ListState<ArchivedInference> rowsState = Objects.requireNonNull(rows);
        if (isVector(row)) {
            if (vectorState.value() != null) return;
            vectorState.update(row);
            context.timerService().registerEventTimeTimer(context.timestamp() + withinMs);
            for (ArchivedInference waiting : rowsState.get()) out.collect(attach(row, waiting));
            rowsState.clear();
        } else if (!needsVector(row)) {
            out.collect(row);
        } else {
            ArchivedInference known = vectorState.value();
            if (known != null) {
                out.collect(attach(known, row));
            } else {
                rowsState.add(row);
                context.timerService().registerEventTimeTimer(context.timestamp() + withinMs);
            }
        }
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<ArchivedInference> out) throws Exception {
        ArchivedInference known = Objects.requireNonNull(vector).value();
        if (known != null && known.getEventTime().toEpochMilli() + withinMs <= timestamp)
            Objects.requireNonNull(vector).clear();
        // rows only wait where there is no vector; those that came later than the first wait a little less
        for (ArchivedInference waiting : Objects.requireNonNull(rows).get()) out.collect(without(waiting));
        Objects.requireNonNull(rows).clear();
    }

    private ArchivedInference attach(ArchivedInference known, ArchivedInference row) {
        if (!known.getSubjectKey().equals(row.getSubjectKey())
                || !known.getRegion().equals(row.getRegion())) return without(row);
        row.setFeaturesFrom(ATTACHED);
        row.setFeatureNames(known.getFeatureNames());
        row.setVectorSealed(known.getVectorSealed());
        return row;
    }

    private ArchivedInference without(ArchivedInference row) {
        Objects.requireNonNull(missing).inc();
        row.setFeaturesFrom(MISSING);
        return row;
    }
}
