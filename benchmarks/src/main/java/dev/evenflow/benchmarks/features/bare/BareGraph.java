package dev.evenflow.benchmarks.features.bare;

import dev.evenflow.flink.avro.RegistryConnection;
import dev.evenflow.flink.kafka.KafkaConnection;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Builds the bare pipeline or some of its hops.
 *
 * @param fields of a transaction that are decoded
 * @param texts the id's field and those of the keys, as the vector has them
 */
public record BareGraph(
        KafkaConnection kafka, RegistryConnection registry, String topic, String fields, List<String> texts) {

    /**
     * @param keys how many of the keys rows are sent by, one after the other
     * @param stateBytes of the value that is read and written behind each, 0 for none
     */
    public record Hops(int keys, int stateBytes) {}

    /**
     * @param each one row of so many is written, 1 for all
     * @param exactlyOnce or else at least once
     */
    public record Output(String topic, int each, boolean exactlyOnce) {}

    public void build(StreamExecutionEnvironment environment, Hops hops, Output output, BareVectors vectors) {
        DataStream<BareRow> rows = environment.fromSource(
                kafka.source(
                        topic,
                        output.topic(),
                        KafkaConnection.Start.EARLIEST,
                        false,
                        new BareDecoder(registry, fields, texts)),
                WatermarkStrategy.noWatermarks(),
                "read");
        for (int key = 1; key <= hops.keys(); key++) {
            SingleOutputStreamOperator<BareRow> next = rows.keyBy(new BareKey(key), Types.STRING)
                    .process(hops.stateBytes() > 0 ? new CountInState(key, hops.stateBytes()) : new PassOn<>());
            rows = next.returns(new BareRowType()).name("key-" + texts.get(key));
        }
        if (output.each() > 1) {
            rows = rows.filter(new EveryNth<>(output.each())).name("count");
        }
        rows.sinkTo(output.exactlyOnce() ? kafka.sink(output.topic(), vectors) : kafka.sinkAtLeastOnce(vectors))
                .name("write");
    }
}
