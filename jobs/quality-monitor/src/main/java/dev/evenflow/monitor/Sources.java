package dev.evenflow.monitor;

import dev.evenflow.flink.kafka.SourceRecord;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * What the topology reads.
 *
 * @param records of all watched topics as received, with probes, with the log's time and watermarks
 */
public record Sources(DataStream<SourceRecord> records) {}
