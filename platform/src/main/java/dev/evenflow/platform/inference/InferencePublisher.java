package dev.evenflow.platform.inference;

import dev.evenflow.inference.InferenceRequest;
import dev.evenflow.inference.InferenceResponse;
import dev.evenflow.platform.history.KafkaTarget;
import dev.evenflow.platform.history.Pace;
import dev.evenflow.platform.history.Progress;
import dev.evenflow.platform.inference.InferenceDelivery.Kind;
import dev.evenflow.platform.topic.RegistrySubjects;
import dev.evenflow.platform.topic.TopicProducer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Sends deliveries in Confluent's wire format, keyed by inference id. */
final class InferencePublisher implements AutoCloseable {
    private static final int LARGEST = 65 << 20;
    private static final int BLOB_BYTES = 100_000;

    private final TopicProducer producer;
    private final Map<Kind, Integer> schemaIds = new EnumMap<>(Kind.class);
    private final Map<Kind, SpecificDatumWriter<SpecificRecord>> writers = new EnumMap<>(Kind.class);
    private final SplittableRandom random;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1_024);
    private final BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    private final SentInferences sent = new SentInferences();

    InferencePublisher(KafkaTarget target, long seed) {
        random = new SplittableRandom(seed);
        RegistrySubjects registry = new RegistrySubjects(target.registry());
        for (Kind kind : Kind.values()) {
            var schema = kind == Kind.REQUEST ? InferenceRequest.getClassSchema() : InferenceResponse.getClassSchema();
            schemaIds.put(kind, registry.idOf(SentInferences.topic(kind) + "-value", schema));
            writers.put(kind, new SpecificDatumWriter<>(schema));
        }
        producer = new TopicProducer(target.bootstrap(), LARGEST);
    }

    /** @param rate records a second; 0 for as fast as possible */
    SentInferences publish(InferenceDeliveries deliveries, double rate, Progress progress) {
        long start = System.nanoTime();
        long count = 0;
        while (deliveries.hasNext()) {
            InferenceDelivery delivery = deliveries.next();
            if (rate > 0) Pace.awaitNanos(start, (long) (count++ / rate * TimeUnit.SECONDS.toNanos(1)));
            byte[] value = encode(delivery);
            sent.add(delivery, value == null ? 0 : value.length);
            producer.send(
                    SentInferences.topic(delivery.kind()),
                    null,
                    delivery.inferenceId().getBytes(StandardCharsets.UTF_8),
                    value);
            progress.advance();
        }
        producer.flush();
        sent.responsesFirst(deliveries.responsesFirst());
        return sent;
    }

    private byte @Nullable [] encode(InferenceDelivery delivery) {
        byte[] good = encode(delivery.kind(), delivery.kind(), delivery.value());
        return switch (delivery.form()) {
            case ORIGINAL, DUPLICATE -> good;
            case TRUNCATED -> Arrays.copyOf(good, 1 + random.nextInt(good.length - 1));
            case WRONG_MAGIC_BYTE -> {
                good[0] = (byte) (1 + random.nextInt(255));
                yield good;
            }
            case UNKNOWN_SCHEMA_ID -> {
                // registries count up from 1
                ByteBuffer.wrap(good).putInt(1, Integer.MAX_VALUE - random.nextInt(1_000));
                yield good;
            }
            case WRONG_TYPE -> encode(delivery.kind(), delivery.kind().other(), delivery.value());
            case BLOB -> {
                byte[] blob = new byte[BLOB_BYTES];
                for (int i = 0; i + Long.BYTES <= blob.length; i += Long.BYTES)
                    ByteBuffer.wrap(blob).putLong(i, random.nextLong());
                blob[0] = (byte) 0xEF;
                yield blob;
            }
            case NULL_VALUE -> null;
        };
    }

    /** @param named the kind whose schema id is written */
    private byte[] encode(Kind kind, Kind named, SpecificRecord value) {
        bytes.reset();
        bytes.write(0);
        int id = Objects.requireNonNull(schemaIds.get(named));
        bytes.write(id >>> 24);
        bytes.write(id >>> 16);
        bytes.write(id >>> 8);
        bytes.write(id);
        try {
            Objects.requireNonNull(writers.get(kind)).write(value, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        producer.close();
    }
}
