package dev.evenflow.fraud.function;

import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.flink.avro.Decoded;
import dev.evenflow.flink.metric.EvenflowMetrics;
import dev.evenflow.operations.DeadLetter;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/** Lets rows pass and sends dead letters to their output. */
public final class RouteRejected extends ProcessFunction<Decoded<FeatureRow>, FeatureRow> {
    private static final long serialVersionUID = 1L;

    private final OutputTag<DeadLetter> rejected;
    private transient @Nullable Counter records;
    private transient @Nullable Counter good;

    public RouteRejected(OutputTag<DeadLetter> rejected) {
        this.rejected = rejected;
    }

    @Override
    public void open(OpenContext context) {
        MetricGroup metrics = EvenflowMetrics.of(getRuntimeContext().getMetricGroup());
        records = metrics.counter("features_records_total");
        good = metrics.counter("features_records_good_total");
    }

    @Override
    public void processElement(Decoded<FeatureRow> decoded, Context context, Collector<FeatureRow> out) {
        Objects.requireNonNull(records).inc();
        FeatureRow row = decoded.value();
        if (row != null) {
            Objects.requireNonNull(good).inc();
            out.collect(row);
        } else {
            context.output(rejected, Objects.requireNonNull(decoded.rejected()));
        }
    }
}
