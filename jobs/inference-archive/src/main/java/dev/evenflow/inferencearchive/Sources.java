package dev.evenflow.inferencearchive;

import dev.evenflow.flink.kafka.SourceRecord;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.jspecify.annotations.Nullable;

/**
 * What the topology reads: records as received, with the log's timestamps and watermarks.
 *
 * @param vectors null where no feature topic is configured
 */
public record Sources(
        DataStream<SourceRecord> requests,
        DataStream<SourceRecord> responses,
        DataStream<SourceRecord> feedback,
        @Nullable DataStream<SourceRecord> vectors) {}
