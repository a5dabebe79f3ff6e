package dev.evenflow.platform.history;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.topic.RegistrySubjects;
import dev.evenflow.platform.topic.TopicProducer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Sends deliveries to the topics in their order with an idempotent producer: within a partition they stay in order and
 * none is doubled by a retry. Schemas are looked up in the registry, never registered.
 */
public final class HistoryPublisher implements AutoCloseable {
    private final TopicProducer producer;
    private final WireFormat format;
    private final Map<HistoryEvent.Flow, Integer> partitions = new EnumMap<>(HistoryEvent.Flow.class);
    private final Published published = new Published();
    private volatile boolean stopped;

    /**
     * @param spread number of partitions that keys are spread over; 0 for all that a topic has
     * @param seed of the garbage's bytes
     */
    public HistoryPublisher(KafkaTarget target, int spread, long seed) {
        RegistrySubjects registry = new RegistrySubjects(target.registry());
        Map<HistoryEvent.Flow, Integer> schemaIds = new EnumMap<>(HistoryEvent.Flow.class);
        for (HistoryEvent.Flow flow : HistoryEvent.Flow.values()) {
            schemaIds.put(flow, registry.idOf(flow.topic() + "-value", flow.schema()));
        }
        format = new WireFormat(
                schemaIds,
                () -> registry.register(ForeignSchema.SUBJECT, ForeignSchema.SCHEMA)
                        .id(),
                seed);
        // the largest garbage with its key and header
        producer = new TopicProducer(target.bootstrap(), 1 << 20);
        try {
            for (HistoryEvent.Flow flow : HistoryEvent.Flow.values()) {
                partitions.put(flow, partitions(flow, spread));
            }
        } catch (RuntimeException e) {
            producer.close();
            throw e;
        }
    }

    private int partitions(HistoryEvent.Flow flow, int spread) {
        int existing = producer.partitions(flow.topic());
        if (spread > existing) {
            throw new PlatformException(
                    "--partitions is " + spread + ", but topic " + flow.topic() + " has " + existing);
        }
        return spread == 0 ? existing : spread;
    }

    /** Sends until the deliveries end or {@link #stop} is called, and returns when the broker has all of them. */
    public Published publish(Iterator<Delivery> deliveries, Pace pace, Progress progress) {
        return publish(deliveries, pace, Duration.ZERO, progress, Tampering.none());
    }

    /** @param betweenFlows by the clock, for readers to catch up, whenever the next delivery is of the other flow */
    public Published publish(
            Iterator<Delivery> deliveries, Pace pace, Duration betweenFlows, Progress progress, Tampering tampering) {
        long start = System.nanoTime();
        HistoryEvent.Flow flow = null;
        while (!stopped && deliveries.hasNext()) {
            Delivery delivery = deliveries.next();
            if (flow != null && flow != delivery.event().flow() && !betweenFlows.isZero()) {
                awaitSent();
                Pace.awaitNanos(System.nanoTime(), betweenFlows.toNanos());
            }
            flow = delivery.event().flow();
            long due = pace.dueNanos(delivery);
            if (due > 0) {
                Pace.awaitNanos(start, due);
                progress.showIfDue(() ->
                        "event time " + Instant.ofEpochMilli(delivery.event().timeMillis()));
            }
            int partition = partition(delivery.event());
            for (Delivery each : tampering.of(delivery, partition)) {
                send(each, partition);
            }
            progress.advance();
        }
        awaitSent();
        return published;
    }

    /** Returns when the broker has everything, or throws why it has not. */
    void awaitSent() {
        producer.flush();
    }

    /** From another thread: ends {@link #publish} after the record at hand. */
    public void stop() {
        stopped = true;
    }

    /** The n-th partition of the flow gets the event, whatever its key. */
    void sendTo(int partition, HistoryEvent event) {
        send(new Delivery(event, Delivery.Form.ORIGINAL), partition);
    }

    int partitionsOf(HistoryEvent.Flow flow) {
        return partitions.getOrDefault(flow, 1);
    }

    private int partition(HistoryEvent event) {
        int hash = Utils.toPositive(Utils.murmur2(event.key().getBytes(StandardCharsets.UTF_8)));
        return hash % partitionsOf(event.flow());
    }

    private void send(Delivery delivery, int partition) {
        HistoryEvent event = delivery.event();
        byte @Nullable [] value = format.encode(delivery);
        published.add(delivery, value == null ? 0 : value.length);
        producer.send(event.flow().topic(), partition, event.key().getBytes(StandardCharsets.UTF_8), value);
    }

    /** What was sent so far. */
    public Published published() {
        return published;
    }

    @Override
    public void close() {
        producer.close();
    }
}
