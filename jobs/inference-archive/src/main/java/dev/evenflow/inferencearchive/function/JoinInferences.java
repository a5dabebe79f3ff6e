package dev.evenflow.inferencearchive.function;

import dev.evenflow.archive.join.Half;
import dev.evenflow.archive.join.JoinRules;
import dev.evenflow.archive.join.SettledHalves;
import dev.evenflow.archive.join.Side;
import dev.evenflow.flink.metric.EvenflowMetrics;
import dev.evenflow.flink.upgrade.KeepsState;
import dev.evenflow.inference.ArchiveStatus;
import dev.evenflow.inference.ArchivedInference;
import dev.evenflow.inferencearchive.codec.Tidings;
import dev.evenflow.inferencearchive.seal.InferenceRows;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Makes whole rows of half rows with one inference id, in any order. Times are the log's, in milliseconds.
 *
 * <p>State per id: the half that waits, or digests of what has rows, and one timer for either. Both hold ciphertext and
 * keyed digests only.
 */
public final class JoinInferences extends KeyedProcessFunction<String, ArchivedInference, ArchivedInference>
        implements KeepsState {
    private static final long serialVersionUID = 1L;

    /** Names of the state; they are part of every savepoint. */
    public static final String WAITING = "waiting-half";

    public static final String SETTLED = "settled-halves";

    private final long withinMs;
    private final long rememberMs;
    private final OutputTag<Tidings> tidings;
    private transient @Nullable ValueState<ArchivedInference> waiting;
    private transient @Nullable ValueState<byte[]> settled;
    private transient @Nullable Counter duplicates;
    private transient @Nullable Counter conflicts;
    private transient @Nullable Counter unanswered;

    public JoinInferences(long withinMs, long rememberMs, OutputTag<Tidings> tidings) {
        this.withinMs = withinMs;
        this.rememberMs = rememberMs;
        this.tidings = tidings;
    }

    @Override
    public void open(OpenContext context) {
        waiting = getRuntimeContext().getState(waiting());
        settled = getRuntimeContext().getState(settled());
        MetricGroup metrics = EvenflowMetrics.of(getRuntimeContext().getMetricGroup());
        duplicates = metrics.counter("archive_duplicates_total");
        conflicts = metrics.counter("archive_conflicts_total");
        unanswered = metrics.counter("archive_without_partner_total");
    }

    @Override
    public List<StateDescriptor<?, ?>> states() {
        return List.of(waiting(), settled());
    }

    private static ValueStateDescriptor<ArchivedInference> waiting() {
        return new ValueStateDescriptor<>(WAITING, new AvroTypeInfo<>(ArchivedInference.class));
    }

    private static ValueStateDescriptor<byte[]> settled() {
        return new ValueStateDescriptor<>(SETTLED, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
    }

    @Override
    public void processElement(ArchivedInference row, Context context, Collector<ArchivedInference> out)
            throws IOException {
        ValueState<ArchivedInference> waitingState = Objects.requireNonNull(waiting);
        ValueState<byte[]> settledState = Objects.requireNonNull(settled);
        Half half = InferenceRows.half(row);
        ArchivedInference partner = waitingState.value();
        SettledHalves known = SettledHalves.fromBytes(settledState.value());
        Half partnerHalf = partner == null ? null : InferenceRows.half(partner);
        long now = context.timestamp();
        switch (JoinRules.arrive(half, partnerHalf, known)) {
            case WAIT -> {
                waitingState.update(row);
                context.timerService().registerEventTimeTimer(now + withinMs);
            }
            case PAIR -> {
                waitingState.clear();
                remember(SettledHalves.of(now + rememberMs, Objects.requireNonNull(partnerHalf), half), context);
                out.collect(InferenceRows.pair(Objects.requireNonNull(partner), row));
            }
            case MISMATCH -> {
                waitingState.clear();
                remember(SettledHalves.of(now + rememberMs, Objects.requireNonNull(partnerHalf), half), context);
                out.collect(alone(
                        Objects.requireNonNull(partner),
                        ArchiveStatus.MISMATCHED_REQUEST,
                        ArchiveStatus.MISMATCHED_RESPONSE));
                out.collect(alone(row, ArchiveStatus.MISMATCHED_REQUEST, ArchiveStatus.MISMATCHED_RESPONSE));
            }
            case DUPLICATE -> {
                Objects.requireNonNull(duplicates).inc();
                boolean request = half.side() == Side.REQUEST;
                context.output(
                        tidings,
                        Tidings.duplicate(
                                Objects.requireNonNull(request ? row.getRequestTopic() : row.getResponseTopic()),
                                Objects.requireNonNull(
                                        request ? row.getRequestPartition() : row.getResponsePartition())));
            }
            case CONFLICT -> {
                Objects.requireNonNull(conflicts).inc();
                remember(and(known, half, now), context);
                out.collect(alone(row, ArchiveStatus.CONFLICTING_REQUEST, ArchiveStatus.CONFLICTING_RESPONSE));
            }
            case LATE -> {
                remember(and(known, half, now), context);
                out.collect(alone(row, ArchiveStatus.LATE_REQUEST, ArchiveStatus.LATE_RESPONSE));
            }
        }
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<ArchivedInference> out) throws IOException {
        ArchivedInference alone = Objects.requireNonNull(waiting).value();
        SettledHalves known =
                SettledHalves.fromBytes(Objects.requireNonNull(settled).value());
        if (alone != null) {
            // What is remembered expires later than what waits, so this is the waiting half's own timer.
            Objects.requireNonNull(waiting).clear();
            Objects.requireNonNull(unanswered).inc();
            remember(and(known, InferenceRows.half(alone), timestamp), context);
            out.collect(alone(alone, ArchiveStatus.NO_RESPONSE, ArchiveStatus.NO_REQUEST));
        } else if (known != null && known.expiresAt() <= timestamp) {
            Objects.requireNonNull(settled).clear();
        }
    }

    private void remember(SettledHalves halves, Context context) throws IOException {
        Objects.requireNonNull(settled).update(halves.toBytes());
        context.timerService().registerEventTimeTimer(halves.expiresAt());
    }

    private SettledHalves and(@Nullable SettledHalves known, Half half, long now) {
        return known == null ? SettledHalves.of(now + rememberMs, half) : known.and(half, now + rememberMs);
    }

    private static ArchivedInference alone(ArchivedInference row, ArchiveStatus request, ArchiveStatus response) {
        row.setStatus(row.getRequestTopic() != null ? request : response);
        return row;
    }
}
