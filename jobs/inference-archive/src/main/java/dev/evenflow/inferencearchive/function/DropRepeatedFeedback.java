package dev.evenflow.inferencearchive.function;

import dev.evenflow.flink.metric.EvenflowMetrics;
import dev.evenflow.flink.upgrade.KeepsState;
import dev.evenflow.inference.ArchivedFeedback;
import dev.evenflow.inferencearchive.codec.Tidings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Lets each record of feedback pass once. Keyed by feedback id; remembers its digest for a while. Another record under the
 * same id passes, too, and says so in its status.
 */
public final class DropRepeatedFeedback extends KeyedProcessFunction<String, ArchivedFeedback, ArchivedFeedback>
        implements KeepsState {
    private static final long serialVersionUID = 1L;

    /** Name of the state; it is part of every savepoint. */
    public static final String SEEN = "seen-feedback";

    private static final String CONFLICTING = "CONFLICTING";

    private final long rememberMs;
    private final OutputTag<Tidings> tidings;
    private transient @Nullable ValueState<byte[]> seen;
    private transient @Nullable Counter duplicates;

    public DropRepeatedFeedback(long rememberMs, OutputTag<Tidings> tidings) {
        this.rememberMs = rememberMs;
        this.tidings = tidings;
    }

    @Override
    public void open(OpenContext context) {
        seen = getRuntimeContext().getState(seen());
        duplicates = EvenflowMetrics.of(getRuntimeContext().getMetricGroup()).counter("archive_duplicates_total");
    }

    @Override
    public List<StateDescriptor<?, ?>> states() {
        return List.of(seen());
    }

    private static ValueStateDescriptor<byte[]> seen() {
        return new ValueStateDescriptor<>(SEEN, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
    }

    @Override
    public void processElement(ArchivedFeedback row, Context context, Collector<ArchivedFeedback> out)
            throws IOException {
        ValueState<byte[]> state = Objects.requireNonNull(seen);
        byte[] before = state.value();
        byte[] digest = bytes(Objects.requireNonNull(row.getFeedbackDigest()));
        if (before == null) {
            state.update(digest);
            context.timerService().registerEventTimeTimer(context.timestamp() + rememberMs);
            out.collect(row);
        } else if (Arrays.equals(before, digest)) {
            Objects.requireNonNull(duplicates).inc();
            context.output(tidings, Tidings.duplicate(row.getFeedbackTopic(), row.getFeedbackPartition()));
        } else {
            row.setStatus(CONFLICTING);
            out.collect(row);
        }
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<ArchivedFeedback> out) {
        Objects.requireNonNull(seen).clear();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
