package dev.evenflow.monitor;

import dev.evenflow.flink.kafka.SourceRecord;
import dev.evenflow.quality.event.QualityIncident;
import dev.evenflow.quality.event.QualityScore;
import dev.evenflow.quality.event.QuarantinedRecord;
import org.apache.flink.api.connector.sink2.Sink;
import org.jspecify.annotations.Nullable;

/**
 * Where the topology writes. Late records are no output of their own: they are part of a judgement made again.
 *
 * @param rejected records that broke their contract, undecodable ones among them
 * @param passed records that kept it, of datasets with a gate; null where none has one
 */
public record Sinks(
        Sink<QualityScore> scores,
        Sink<QualityIncident> incidents,
        Sink<QuarantinedRecord> rejected,
        @Nullable Sink<SourceRecord> passed) {}
