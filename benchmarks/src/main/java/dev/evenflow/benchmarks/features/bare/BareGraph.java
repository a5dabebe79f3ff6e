package dev.evenflow.benchmarks.features.bare;

import dev.evenflow.flink.avro.RegistryConnection;
import dev.evenflow.flink.kafka.KafkaConnection;
import java.util.List;
import org.apache.avro.Schema;
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

    /** @param each one row of so many is written, 1 for all */
    public void build(
            StreamExecutionEnvironment environment,
            Hops hops,
            int each,
            String output,
            int schemaId,
            Schema vector,
            String version) {
        DataStream<BareRow> rows = environment.fromSource(
                kafka.source(
                        topic, output, KafkaConnection.Start.EARLIEST, false, new BareDecoder(registry, fields, texts)),
                WatermarkStrategy.noWatermarks(),
                "read");
        for (int key = 1; key <= hops.keys(); key++) {
            SingleOutputStreamOperator<BareRow> next = rows.keyBy(new BareKey(key), Types.STRING)
                    .process(hops.stateBytes() > 0 ? new CountInState(key, hops.stateBytes()) : new PassOn<>());
            rows = next.returns(new BareRowType()).name("key-" + texts.get(key));
        }
        if (each > 1) {
            rows = rows.filter(new EveryNth<>(each)).name("count");
        }
        rows.sinkTo(kafka.sink(output, new BareVectors(output, schemaId, vector.toString(), version)))
                .name("write");
    }
}
