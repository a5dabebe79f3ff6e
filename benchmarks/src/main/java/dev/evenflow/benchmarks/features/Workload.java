package dev.evenflow.benchmarks.features;

import dev.evenflow.payments.FraudLabel;
import dev.evenflow.payments.Transaction;
import dev.evenflow.platform.history.Delivery;
import dev.evenflow.platform.history.HistoryEvent;
import dev.evenflow.platform.history.HistoryPublisher;
import dev.evenflow.platform.history.KafkaTarget;
import dev.evenflow.platform.history.Pace;
import dev.evenflow.platform.history.Progress;
import dev.evenflow.platform.simulator.PaymentSimulator;
import dev.evenflow.platform.topic.StandardTopics;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.Schema;

/**
 * The simulator's transactions and labels, all in the topics before the first case begins, in order within each partition.
 *
 * @param events transactions; labels come on top
 * @param days of event time that they span
 */
record Workload(long events, int customers, double days, int partitions) {
    static final String TRANSACTIONS = StandardTopics.TRANSACTIONS;
    static final String LABELS = StandardTopics.FRAUD_LABELS;
    private static final Instant BEGIN = Instant.parse("2026-03-02T08:00:00Z");
    /** As often people buy in the simulator's default. */
    private static final double PER_CUSTOMER_AND_DAY = 2.4;

    private static final long SEED = 7;
    private static final double FRAUD_SHARE = 0.01;
    private static final double DAY_SECONDS = 86_400;

    /** As {@code --events}, {@code --customers} and {@code --parallelism} say. */
    static Workload of(Arguments arguments) {
        int events = arguments.number("events");
        int customers = arguments.number("customers");
        return new Workload(
                events, customers, events / (customers * PER_CUSTOMER_AND_DAY), arguments.number("parallelism"));
    }

    void publish(BenchPlatform platform) {
        Map<String, Schema> topics = new LinkedHashMap<>(StandardTopics.inputsAndOperations());
        topics.put(TRANSACTIONS, Transaction.getClassSchema());
        topics.put(LABELS, FraudLabel.getClassSchema());
        platform.create(topics, partitions);
        try (HistoryPublisher publisher =
                new HistoryPublisher(new KafkaTarget(platform.bootstrap(), platform.registryUrl()), 0, SEED)) {
            publisher.publish(deliveries(), Pace.asFastAsPossible(), Progress.silent());
        }
    }

    /** At its beginning; the same in every run. */
    PaymentSimulator simulator() {
        return new PaymentSimulator(new PaymentSimulator.Settings(
                SEED, BEGIN, customers, events / (days * DAY_SECONDS), FRAUD_SHARE, Duration.ZERO, true));
    }

    private Iterator<Delivery> deliveries() {
        PaymentSimulator simulator = simulator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return simulator.transactions() < events;
            }

            @Override
            public Delivery next() {
                HistoryEvent event = simulator.next();
                return new Delivery(event, Delivery.Form.ORIGINAL);
            }
        };
    }
}
