package dev.evenflow.fraud;

import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.flink.avro.Decoded;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.jspecify.annotations.Nullable;

/**
 * What the topology reads, with timestamps and watermarks.
 *
 * @param labels null where the feature set has none
 */
public record Sources(DataStream<Decoded<FeatureRow>> transactions, @Nullable DataStream<Decoded<FeatureRow>> labels) {}
