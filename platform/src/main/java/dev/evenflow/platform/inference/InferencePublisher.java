package dev.evenflow.platform.inference;

import dev.evenflow.inference.InferenceRequest;
import dev.evenflow.inference.InferenceResponse;
import dev.evenflow.platform.history.KafkaTarget;
import dev.evenflow.platform.history.Pace;
import dev.evenflow.platform.history.Progress;
import dev.evenflow.platform.inference.InferenceDelivery.Kind;
import dev.evenflow.platform.topic.RegistrySubjects;
import dev.evenflow.platform.topic.TopicProducer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Sends deliveries to their topics, keyed by inference id, and counts them. */
final class InferencePublisher implements AutoCloseable {
    private static final int LARGEST = 65 << 20;

    private final TopicProducer producer;
    private final InferenceWireFormat format;
    private final SentInferences sent = new SentInferences();

    InferencePublisher(KafkaTarget target, long seed) {
        RegistrySubjects registry = new RegistrySubjects(target.registry());
        format = new InferenceWireFormat(
                Map.of(
                        Kind.REQUEST,
                        registry.idOf(SentInferences.topic(Kind.REQUEST) + "-value", InferenceRequest.getClassSchema()),
                        Kind.RESPONSE,
                        registry.idOf(
                                SentInferences.topic(Kind.RESPONSE) + "-value", InferenceResponse.getClassSchema())),
                seed);
        producer = new TopicProducer(target.bootstrap(), LARGEST);
    }

    /** @param rate records a second; 0 for as fast as possible */
    SentInferences publish(InferenceDeliveries deliveries, double rate, Progress progress) {
        long start = System.nanoTime();
        long count = 0;
        while (deliveries.hasNext()) {
            InferenceDelivery delivery = deliveries.next();
            if (rate > 0) Pace.awaitNanos(start, (long) (count++ / rate * TimeUnit.SECONDS.toNanos(1)));
            byte[] value = format.encode(delivery);
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

    @Override
    public void close() {
        producer.close();
    }
}
