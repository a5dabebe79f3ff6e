package dev.evenflow.flink.avro;

import dev.evenflow.operations.DeadLetter;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Makes dead letters. */
public final class DeadLetters {
    /** Bytes that are kept of a record larger than {@link RegistryAvroReader#LARGEST}: all of it would fit into no request. */
    static final int KEPT_OF_LARGEST = 1 << 20;

    private DeadLetters() {}

    private static ByteBuffer kept(byte[] bytes) {
        return bytes.length <= RegistryAvroReader.LARGEST
                ? ByteBuffer.wrap(bytes)
                : ByteBuffer.wrap(bytes, 0, KEPT_OF_LARGEST).slice();
    }

    /** @param timestamp the broker's, in milliseconds; negative for none */
    public static DeadLetter of(
            String job,
            RejectedRecordException problem,
            String topic,
            int partition,
            long offset,
            long timestamp,
            byte @Nullable [] key,
            byte @Nullable [] value) {
        return DeadLetter.newBuilder()
                .setJob(job)
                .setReason(problem.reason())
                .setDetail(problem.detail())
                .setSourceTopic(topic)
                .setSourcePartition(partition)
                .setSourceOffset(offset)
                .setSourceTimestamp(timestamp < 0 ? null : Instant.ofEpochMilli(timestamp))
                .setOriginalKey(key == null ? null : ByteBuffer.wrap(key))
                .setOriginalValue(value == null ? null : kept(value))
                .build();
    }
}
