package dev.evenflow.monitor.function;

import dev.evenflow.flink.upgrade.KeepsState;
import dev.evenflow.monitor.codec.DatasetNews;
import dev.evenflow.monitor.codec.PairedRecord;
import dev.evenflow.monitor.function.KeyVerdicts.Kept;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.java.tuple.Tuple2;
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
 * Gives verdicts on pairs of records of two topics, keyed by rule and key, by the log's time. Emits tallies of them: each second,
 * before each checkpoint barrier, so that no verdict is lost or told twice, and at the end.
 *
 * <p>At the end of a bounded input every partner that has not come is missing.
 */
public final class JudgePairs extends AbstractStreamOperator<DatasetNews>
        implements OneInputStreamOperator<PairedRecord, DatasetNews>,
                Triggerable<Tuple2<String, Long>, VoidNamespace>,
                KeepsState {
    private static final long serialVersionUID = 1L;
    private static final long DRAIN_MS = 1_000;

    /** Names of the state; they are part of every savepoint. */
    static final String PAIRS = "pairs";

    static final String TIMERS = "pair-timers";

    private final KeyVerdicts verdicts;
    private transient @Nullable ValueState<byte[]> pairs;
    private transient @Nullable InternalTimerService<VoidNamespace> timers;

    public JudgePairs(KeyVerdicts verdicts) {
        this.verdicts = verdicts;
    }

    @Override
    public List<StateDescriptor<?, ?>> states() {
        return List.of(pairs());
    }

    private static ValueStateDescriptor<byte[]> pairs() {
        return new ValueStateDescriptor<>(PAIRS, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
    }

    @Override
    public void open() throws Exception {
        super.open();
        pairs = getRuntimeContext().getState(pairs());
        timers = getInternalTimerService(TIMERS, VoidNamespaceSerializer.INSTANCE, this);
        scheduleDrain();
    }

    private void scheduleDrain() {
        long now = getProcessingTimeService().getCurrentProcessingTime();
        getProcessingTimeService().registerTimer(now + DRAIN_MS, time -> {
            drain();
            scheduleDrain();
        });
    }

    @Override
    public void processElement(StreamRecord<PairedRecord> element) throws IOException {
        ValueState<byte[]> state = Objects.requireNonNull(pairs);
        Kept kept = verdicts.arrive(state.value(), element.getValue());
        if (kept != null) keep(kept);
    }

    private void keep(Kept kept) throws IOException {
        Objects.requireNonNull(pairs).update(kept.state());
        Objects.requireNonNull(timers).registerEventTimeTimer(VoidNamespace.INSTANCE, kept.wakeMs());
    }

    @Override
    public void onEventTime(InternalTimer<Tuple2<String, Long>, VoidNamespace> timer) throws IOException {
        ValueState<byte[]> state = Objects.requireNonNull(pairs);
        byte[] bytes = state.value();
        if (bytes == null) return;
        Kept kept = verdicts.due(bytes, timer.getKey().f0, timer.getTimestamp());
        if (kept == null) state.clear();
        else keep(kept);
    }

    @Override
    public void onProcessingTime(InternalTimer<Tuple2<String, Long>, VoidNamespace> timer) {
        throw new IllegalStateException("there are no timers of processing time for keys");
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        drain();
    }

    @Override
    public void finish() throws Exception {
        drain();
        super.finish();
    }

    private void drain() {
        verdicts.drain(news -> output.collect(new StreamRecord<>(news)));
    }
}
