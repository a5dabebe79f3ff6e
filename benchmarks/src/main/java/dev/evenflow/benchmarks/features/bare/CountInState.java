package dev.evenflow.benchmarks.features.bare;

import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** One get and one put of a value whose first byte counts; a row without the key passes as it is. */
final class CountInState extends KeyedProcessFunction<String, BareRow, BareRow> {
    private static final long serialVersionUID = 1L;

    private final int text;
    private final int bytes;
    private transient @Nullable ValueState<byte[]> counts;

    /** @param bytes of the value */
    CountInState(int text, int bytes) {
        this.text = text;
        this.bytes = bytes;
    }

    @Override
    public void open(OpenContext context) {
        counts = getRuntimeContext()
                .getState(new ValueStateDescriptor<>("count", BytePrimitiveArraySerializer.INSTANCE));
    }

    @Override
    public void processElement(BareRow row, Context context, Collector<BareRow> out) throws Exception {
        if (!row.isNull(text)) {
            ValueState<byte[]> state = Objects.requireNonNull(counts);
            byte[] count = state.value();
            if (count == null) {
                count = new byte[bytes];
            }
            count[0]++;
            state.update(count);
        }
        out.collect(row);
    }
}
