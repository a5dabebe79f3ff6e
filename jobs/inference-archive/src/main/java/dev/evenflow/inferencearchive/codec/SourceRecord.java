package dev.evenflow.inferencearchive.codec;

import org.jspecify.annotations.Nullable;

/**
 * A Kafka record as received. Its value may be personal, so it only goes to the operator chained behind the source.
 *
 * @param timestamp the log's, in milliseconds
 */
public record SourceRecord(
        String topic, int partition, long offset, long timestamp, byte @Nullable [] key, byte @Nullable [] value) {}
