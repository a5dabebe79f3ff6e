package dev.evenflow.benchmarks.features;

import dev.evenflow.flink.avro.RegistryAvroWriter;
import dev.evenflow.payments.Transaction;
import dev.evenflow.platform.simulator.PaymentSimulator;
import dev.evenflow.platform.topic.RegistrySubjects;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Goes on where the workload ended, at a fixed rate: each transaction has a time at which it is to be sent, whatever became of those before
 * (an open loop), and latency counts from that time.
 */
final class LiveFeed implements AutoCloseable {
    private static final long SHORTEST_WAIT_NS = 200_000;

    private final Workload load;
    private final PaymentSimulator simulator;
    private final RegistryAvroWriter writer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    LiveFeed(BenchPlatform platform, Workload load) {
        this.load = load;
        this.simulator = load.simulator();
        while (simulator.transactions() < load.events()) {
            simulator.next();
        }
        int id = new RegistrySubjects(platform.registryUrl())
                .idOf(Workload.TRANSACTIONS + "-value", Transaction.getClassSchema());
        this.writer = RegistryAvroWriter.specific(id, Transaction.class);
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", platform.bootstrap(), "acks", "all", "linger.ms", 0),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** How many transactions have been made up to now, those of the workload included. */
    long transactions() {
        return simulator.transactions();
    }

    /** What will be sent, encoded before the clock starts. */
    private record Encoded(String id, byte[] key, byte[] value) {}

    /** Sends so many transactions at that rate and tells when each is due before it is sent. */
    void send(int count, double perSecond, SendTimes times) throws Exception {
        List<Encoded> prepared = prepare(count);
        long begin = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);
        for (int i = 0; i < count; i++) {
            Encoded next = prepared.get(i);
            long due = begin + (long) (i / perSecond * 1e9);
            times.put(next.id, due);
            await(due);
            producer.send(
                    new ProducerRecord<>(Workload.TRANSACTIONS, i % load.partitions(), next.key, next.value),
                    (metadata, problem) -> {
                        if (problem != null) {
                            failure.compareAndSet(null, problem);
                        }
                    });
        }
        producer.flush();
        Exception problem = failure.get();
        if (problem != null) {
            throw problem;
        }
    }

    private List<Encoded> prepare(int count) {
        List<Encoded> prepared = new ArrayList<>(count);
        while (prepared.size() < count) {
            if (simulator.next().value() instanceof Transaction transaction) {
                prepared.add(new Encoded(
                        transaction.getTransactionId(),
                        transaction.getCustomerId().getBytes(StandardCharsets.UTF_8),
                        writer.write(transaction)));
            }
        }
        return prepared;
    }

    private static void await(long dueNanos) {
        long wait = dueNanos - System.nanoTime();
        while (wait > SHORTEST_WAIT_NS) {
            LockSupport.parkNanos(wait);
            wait = dueNanos - System.nanoTime();
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
