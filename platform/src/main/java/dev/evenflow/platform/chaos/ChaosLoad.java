package dev.evenflow.platform.chaos;

import dev.evenflow.inference.InferenceRequest;
import dev.evenflow.inference.InferenceResponse;
import dev.evenflow.payments.FraudLabel;
import dev.evenflow.payments.LabelSource;
import dev.evenflow.payments.Transaction;
import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.inference.Inference;
import dev.evenflow.platform.inference.Population;
import dev.evenflow.platform.inference.TabularInferences;
import dev.evenflow.platform.simulator.PaymentSimulator;
import dev.evenflow.platform.topic.RegistrySubjects;
import dev.evenflow.platform.topic.StandardTopics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Transactions, labels, requests and responses as they happen now, somewhat out of order and some of them twice, in a
 * thread of its own. What it sends it writes down first. It talks to the broker itself and waits for it as long as need be.
 */
final class ChaosLoad implements AutoCloseable {
    /** How ids begin that only move the time on. */
    static final String FLUSH = "flush-";

    /** What the job is told; nothing comes later than half of it. */
    static final Duration DISORDER = Duration.ofSeconds(5);

    private static final int LATENESS_MILLIS = 2_000;
    private static final double AGAIN = 0.02;
    private static final double LABELLED = 0.1;
    private static final Duration BACK = Duration.ofMinutes(30);
    private static final int LARGEST = 3 << 20;

    private final KafkaProducer<byte[], byte[]> producer;
    private final ChaosWire wire;
    private final Poison poison;
    private final Sent sent;
    private final SplittableRandom random;
    private final PaymentSimulator payments;
    private final TabularInferences inferences;
    private final PriorityQueue<Due> queue = new PriorityQueue<>();
    private final Deque<Transaction> unlabelled = new ArrayDeque<>();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    /** Giving a record to the producer may take as long as an outage, and nobody else must wait for that. */
    private final BlockingQueue<ProducerRecord<byte[], byte[]>> outbox = new LinkedBlockingQueue<>();

    private final Thread thread = new Thread(this::run, "chaos-load");
    private final Thread sender = new Thread(this::deliver, "chaos-sender");
    private final int partitions;
    private Transaction nextPayment;
    private Inference nextInference;
    private long offsetMillis;
    private long number;
    private long poisoned;
    private long order;
    private volatile boolean stopped;
    private volatile boolean closed;

    /** @param rate transactions a second; inferences are a fifth of it */
    ChaosLoad(String bootstrap, RegistrySubjects registry, Sent sent, int partitions, double rate, long seed) {
        this.sent = sent;
        this.partitions = partitions;
        random = new SplittableRandom(seed);
        wire = new ChaosWire(registry);
        poison = new Poison(wire, seed);
        Instant now = Instant.now();
        payments = new PaymentSimulator(new PaymentSimulator.Settings(seed, now, 500, rate, 0.01, Duration.ZERO, true));
        inferences = new TabularInferences(
                Long.MAX_VALUE,
                now,
                (long) Math.max(1, 5_000 / rate),
                0,
                new Population(2_000, List.of("EU", "US")),
                random.split());
        producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap,
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        true,
                        ProducerConfig.LINGER_MS_CONFIG,
                        10,
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        LARGEST,
                        ProducerConfig.BUFFER_MEMORY_CONFIG,
                        64L << 20,
                        // an outage is not an answer: what was given to it is sent, whenever that may be
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        3_600_000,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        3_600_000),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        nextPayment = payment();
        nextInference = inferences.next();
        thread.setDaemon(true);
        thread.start();
        sender.setDaemon(true);
        sender.start();
    }

    /** One record to be sent at a time of this machine's clock. */
    private record Due(long atMillis, long order, Runnable send) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(atMillis, other.atMillis);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private void run() {
        try {
            while (!stopped) {
                advance(System.currentTimeMillis());
                Thread.sleep(10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
        }
    }

    private synchronized void advance(long now) {
        while (!stopped && nextPayment.getEventTime().toEpochMilli() <= now) {
            plan(nextPayment);
            nextPayment = payment();
        }
        while (!stopped && nextInference.timeMillis() <= now) {
            plan(nextInference);
            nextInference = inferences.next();
        }
        sendUntil(now);
    }

    private void sendUntil(long now) {
        for (Due due = queue.peek(); due != null && due.atMillis() <= now; due = queue.peek()) {
            queue.remove();
            due.send().run();
        }
    }

    private void at(long millis, Runnable send) {
        queue.add(new Due(millis, order++, send));
    }

    /** The simulator's own labels come after days; ours come after seconds. */
    private Transaction payment() {
        while (true) {
            if (payments.next().value() instanceof Transaction transaction) return transaction;
        }
    }

    private void plan(Transaction transaction) {
        long real = transaction.getEventTime().toEpochMilli();
        transaction.setEventTime(Instant.ofEpochMilli(real + offsetMillis));
        long at = real + random.nextInt(LATENESS_MILLIS);
        at(at, () -> {
            // numbered as they are sent, so that a later number was sent later
            transaction.setTransactionId(Received.NUMBERED + number++);
            sent.transaction(transaction.getTransactionId());
            byte[] value = wire.encode(StandardTopics.TRANSACTIONS, transaction);
            send(StandardTopics.TRANSACTIONS, null, transaction.getCustomerId(), value);
            if (random.nextDouble() < AGAIN) {
                sent.repeatedTransaction();
                send(StandardTopics.TRANSACTIONS, null, transaction.getCustomerId(), value);
            }
            unlabelled.addLast(transaction);
            if (unlabelled.size() > 200) label(unlabelled.removeFirst());
        });
    }

    private void label(Transaction transaction) {
        if (random.nextDouble() >= LABELLED) return;
        FraudLabel label = new FraudLabel();
        label.setLabelId("label-" + transaction.getTransactionId());
        label.setTransactionId(transaction.getTransactionId());
        label.setTransactionTime(transaction.getEventTime());
        label.setKnownAt(now());
        label.setIsFraud(random.nextBoolean());
        label.setSource(LabelSource.MANUAL_REVIEW);
        label.setCustomerId(transaction.getCustomerId());
        label.setCardId(transaction.getCardId());
        label.setTerminalId(transaction.getTerminalId());
        label.setMerchantId(transaction.getMerchantId());
        label.setDeviceId(transaction.getDeviceId());
        label.setIpAddress(transaction.getIpAddress());
        label.setProducer("chaos");
        sent.label();
        send(
                StandardTopics.FRAUD_LABELS,
                null,
                transaction.getCustomerId(),
                wire.encode(StandardTopics.FRAUD_LABELS, label));
    }

    private void plan(Inference inference) {
        InferenceRequest request = inference.request();
        InferenceResponse response = inference.response();
        if (response == null) throw new IllegalStateException("every inference of this load has a response");
        long asked = inference.timeMillis();
        long answered = asked + 20 + random.nextInt(200);
        sent.row();
        String id = request.getInferenceId();
        at(asked, () -> original(StandardTopics.INFERENCE_REQUESTS, id, request));
        at(answered, () -> original(StandardTopics.INFERENCE_RESPONSES, id, response));
        if (random.nextDouble() < AGAIN)
            at(answered + 300, () -> again(StandardTopics.INFERENCE_REQUESTS, id, request));
        if (random.nextDouble() < AGAIN)
            at(answered + 300, () -> again(StandardTopics.INFERENCE_RESPONSES, id, response));
    }

    private void original(String topic, String id, org.apache.avro.specific.SpecificRecord record) {
        sent.inference(topic, 1, 0, 0);
        send(topic, null, id, wire.encode(topic, record));
    }

    private void again(String topic, String id, org.apache.avro.specific.SpecificRecord record) {
        sent.inference(topic, 0, 1, 0);
        send(topic, null, id, wire.encode(topic, record));
    }

    /** The producers' clock from now on; what is under way keeps its time and goes first. */
    synchronized void stepClock(Duration forward) {
        queueOut();
        offsetMillis += forward.toMillis();
    }

    /** Transactions of customers of their own, as late as no job allows for. @return how many */
    synchronized int sendLate(int count) {
        for (int i = 0; i < count; i++) {
            Transaction transaction = Transaction.newBuilder(nextPayment).build();
            String id = "late-" + number + "-" + i;
            transaction.setTransactionId(id);
            transaction.setEventTime(now().minus(BACK).plusMillis(i));
            // what batch counts in and live does not must touch nobody else's features
            transaction.setCustomerId(id);
            transaction.setCardId(id);
            transaction.setTerminalId(id);
            transaction.setMerchantId(id);
            transaction.setDeviceId(id);
            transaction.setIpAddress(null);
            sent.late(id);
            send(StandardTopics.TRANSACTIONS, null, id, wire.encode(StandardTopics.TRANSACTIONS, transaction));
        }
        return count;
    }

    /** One of each kind, or only those that the registry must be asked about. @return how many */
    synchronized int sendPoison(boolean onlyUnknownIds) {
        Transaction transaction = Transaction.newBuilder(nextPayment).build();
        transaction.setTransactionId("poison-" + number);
        transaction.setEventTime(now());
        InferenceRequest request =
                InferenceRequest.newBuilder(nextInference.request()).build();
        request.setInferenceId("poison-" + number);
        List<Poison.Dose> doses =
                onlyUnknownIds ? poison.unknownIds(transaction, request) : poison.all(transaction, request);
        for (Poison.Dose dose : doses) {
            String key = "poison-" + poisoned++;
            sent.poison(RecordDigest.of(dose.topic(), key.getBytes(StandardCharsets.UTF_8), dose.value()));
            if (dose.topic().equals(StandardTopics.INFERENCE_REQUESTS)) sent.inference(dose.topic(), 0, 0, 1);
            send(dose.topic(), null, key, dose.value());
        }
        return doses.size();
    }

    /** Number of the next transaction. */
    synchronized long number() {
        return number;
    }

    /** Sends what is under way, and nothing more of its own. The broker may have it later. */
    void stop() {
        stopped = true;
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            queueOut();
        }
    }

    /** After {@link #stop}: one event for each partition that is later than all others, so that these settle. */
    synchronized void flushTime() {
        offsetMillis += 60_000;
        for (int partition = 0; partition < partitions; partition++) {
            String id = FLUSH + order++;
            Transaction transaction = Transaction.newBuilder(nextPayment).build();
            transaction.setTransactionId(id);
            transaction.setEventTime(now());
            transaction.setCustomerId(id);
            transaction.setCardId(id);
            transaction.setTerminalId(id);
            transaction.setMerchantId(id);
            transaction.setDeviceId(id);
            transaction.setIpAddress(null);
            send(StandardTopics.TRANSACTIONS, partition, id, wire.encode(StandardTopics.TRANSACTIONS, transaction));
            FraudLabel label = new FraudLabel();
            label.setLabelId(id);
            label.setTransactionId(id);
            label.setTransactionTime(now());
            label.setKnownAt(now());
            label.setIsFraud(false);
            label.setSource(LabelSource.UNKNOWN);
            label.setCustomerId(id);
            send(StandardTopics.FRAUD_LABELS, partition, id, wire.encode(StandardTopics.FRAUD_LABELS, label));
        }
    }

    private void queueOut() {
        sendUntil(Long.MAX_VALUE);
    }

    private Instant now() {
        return Instant.ofEpochMilli(System.currentTimeMillis() + offsetMillis);
    }

    private void send(String topic, @Nullable Integer partition, String key, byte @Nullable [] value) {
        outbox.add(new ProducerRecord<>(topic, partition, key.getBytes(StandardCharsets.UTF_8), value));
    }

    private void deliver() {
        try {
            while (!closed) {
                ProducerRecord<byte[], byte[]> next = outbox.poll(100, TimeUnit.MILLISECONDS);
                if (next != null)
                    producer.send(next, (metadata, exception) -> {
                        if (exception != null) failure.compareAndSet(null, exception);
                    });
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
        }
    }

    /** What is written down as sent must have been taken. */
    void throwFailure() {
        Exception exception = failure.get();
        if (exception != null) throw new PlatformException("the load ended: " + exception.getMessage(), exception);
    }

    @Override
    public void close() {
        stopped = true;
        closed = true;
        producer.close(Duration.ofSeconds(5));
    }
}
