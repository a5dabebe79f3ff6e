package dev.evenflow.benchmarks.features;

import dev.evenflow.flink.avro.RegistryAvroWriter;
import dev.evenflow.payments.Authorization;
import dev.evenflow.payments.Channel;
import dev.evenflow.payments.Transaction;
import dev.evenflow.platform.topic.RegistrySubjects;
import dev.evenflow.platform.topic.TopicProducer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Transactions of which everything but one thing is the same: of customers drawn evenly, each seen once before the measured part begins, with event times that advance
 * evenly. The same in every run.
 *
 * @param measured transactions behind those that make the customers known
 * @param span of event time, all of it
 * @param disorder how far event times lie behind where they would be in order, at most, drawn evenly
 * @param padding bytes in a field that no feature reads
 */
record SyntheticLoad(int customers, int measured, Duration span, Duration disorder, int padding) {
    private static final Instant BEGIN = Instant.parse("2026-03-02T08:00:00Z");
    private static final int MERCHANTS = 200;
    private static final int LARGEST_RECORD = 1 << 20;
    private static final long SEED = 11;
    private static final long MINUTE_MS = 60_000;

    long events() {
        return (long) customers + measured;
    }

    /** Share of the events at which all customers are known. */
    double knownAt() {
        return (double) customers / events();
    }

    void publish(BenchPlatform platform, String topic, int partitions) {
        platform.create(Map.of(topic, Transaction.getClassSchema()), partitions);
        send(platform, topic, partitions, 0, events());
    }

    /**
     * Further transactions of known customers, a minute of event time apart.
     *
     * @param before how many of these the topic has already: those to come are later, so that they move the watermark
     */
    void publishMore(BenchPlatform platform, String topic, int partitions, int before, int count) {
        send(platform, topic, partitions, events() + before, events() + before + count);
    }

    private void send(BenchPlatform platform, String topic, int partitions, long from, long to) {
        int id = new RegistrySubjects(platform.registryUrl()).idOf(topic + "-value", Transaction.getClassSchema());
        RegistryAvroWriter writer = RegistryAvroWriter.specific(id, Transaction.class);
        SplittableRandom random = new SplittableRandom(SEED);
        String pad = padding == 0 ? null : "x".repeat(padding);
        double gapMillis = (double) span.toMillis() / events();
        Transaction transaction = new Transaction();
        transaction.setCurrency("EUR");
        transaction.setChannel(Channel.CHIP);
        transaction.setAuthorization(Authorization.APPROVED);
        transaction.setProducer(pad);
        try (TopicProducer producer = new TopicProducer(platform.bootstrap(), LARGEST_RECORD)) {
            for (long i = from; i < to; i++) {
                long customer = i < customers ? i : random.nextInt(customers);
                long late = disorder.isZero() ? 0 : random.nextLong(disorder.toMillis() + 1);
                transaction.setTransactionId("t-" + i);
                transaction.setEventTime(
                        BEGIN.plusMillis((long) (i * gapMillis) + Math.max(0, i - events()) * MINUTE_MS - late));
                transaction.setCustomerId("customer-" + customer);
                transaction.setMerchantId("merchant-" + random.nextInt(MERCHANTS));
                transaction.setAmount(BigDecimal.valueOf(100 + random.nextInt(1_000_000), 4));
                byte[] key = transaction.getCustomerId().getBytes(StandardCharsets.UTF_8);
                producer.send(topic, (int) (customer % partitions), key, writer.write(transaction));
            }
            producer.flush();
        }
    }
}
