package dev.evenflow.benchmarks.features.bare;

import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** A hop with nothing at its end. */
public final class PassOn<T> extends KeyedProcessFunction<String, T, T> {
    private static final long serialVersionUID = 1L;

    @Override
    public void processElement(T row, Context context, Collector<T> out) {
        out.collect(row);
    }
}
