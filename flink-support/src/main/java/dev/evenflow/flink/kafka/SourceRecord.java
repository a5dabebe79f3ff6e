package dev.evenflow.flink.kafka;

import org.jspecify.annotations.Nullable;

/**
 * A Kafka record as received, undecoded. Its value may be personal, so it only goes to the operator chained behind the source.
 *
 * @param timestamp the log's, in milliseconds
 */
public record SourceRecord(
        String topic, int partition, long offset, long timestamp, byte @Nullable [] key, byte @Nullable [] value) {

    /** Offset of what is no record but the knowledge that a partition was read to its end. */
    private static final long NONE = -1;

    static SourceRecord probe(String topic, int partition, long timeMs) {
        return new SourceRecord(topic, partition, NONE, timeMs, null, null);
    }

    /** Whether this is no record of the topic, but says that there is none. */
    public boolean isProbe() {
        return offset == NONE;
    }
}
