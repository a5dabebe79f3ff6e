package dev.evenflow.fraud;

import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.flink.avro.Decoded;
import java.util.Map;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.jspecify.annotations.Nullable;

/**
 * What the topology reads, with timestamps and watermarks.
 *
 * @param labels null where the feature set has none
 * @param changes of systems of record, by the name of their changelog
 */
public record Sources(
        DataStream<Decoded<FeatureRow>> transactions,
        @Nullable DataStream<Decoded<FeatureRow>> labels,
        Map<String, DataStream<Decoded<FeatureRow>>> changes) {

    /** For a feature set without changelogs. */
    public Sources(DataStream<Decoded<FeatureRow>> transactions, @Nullable DataStream<Decoded<FeatureRow>> labels) {
        this(transactions, labels, Map.of());
    }
}
