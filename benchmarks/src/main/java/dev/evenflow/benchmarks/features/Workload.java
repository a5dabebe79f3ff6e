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
    private static final long SEED = 7;
    private static final double FRAUD_SHARE = 0.01;
    private static final double DAY_SECONDS = 86_400;

    /** People buy as often a day as those of {@code ./evenflow simulate}. */
    static Workload of(long events, int customers, double perCustomerAndDay, int partitions) {
        return new Workload(events, customers, events / (customers * perCustomerAndDay), partitions);
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

    /** The same in every run. */
    private Iterator<Delivery> deliveries() {
        PaymentSimulator simulator = new PaymentSimulator(new PaymentSimulator.Settings(
                SEED, BEGIN, customers, events / (days * DAY_SECONDS), FRAUD_SHARE, Duration.ZERO, true));
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
