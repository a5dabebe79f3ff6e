package dev.evenflow.platform.quality.drill;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.fault.Fault;
import dev.evenflow.platform.history.Deliveries;
import dev.evenflow.platform.history.Delivery;
import dev.evenflow.platform.history.HistoryPublisher;
import dev.evenflow.platform.history.KafkaTarget;
import dev.evenflow.platform.history.Pace;
import dev.evenflow.platform.history.Progress;
import dev.evenflow.platform.simulator.PaymentSimulator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Transactions as they happen now, evenly, in a thread of their own; with at most one fault at a time. */
final class DrillProducer implements AutoCloseable {
    private static final double FRAUD_SHARE = 0.01;

    private final HistoryPublisher publisher;
    private final AtomicReference<@Nullable Fault> fault = new AtomicReference<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Thread thread;

    /** @param rate transactions a second */
    DrillProducer(KafkaTarget target, long seed, int customers, double rate) {
        publisher = new HistoryPublisher(target, 0, seed);
        thread = new Thread(() -> produce(seed, customers, rate), "drill-producer");
        thread.setDaemon(true);
        thread.start();
    }

    /** What the drill sends, also before it is sent: the baseline is made of the same. */
    static PaymentSimulator simulator(long seed, Instant start, int customers, double rate) {
        return new PaymentSimulator(
                new PaymentSimulator.Settings(seed, start, customers, rate, FRAUD_SHARE, Duration.ZERO, true));
    }

    private void produce(long seed, int customers, double rate) {
        Instant start = Instant.now();
        try {
            publisher.publish(
                    new Deliveries(simulator(seed, start, customers, rate), Deliveries.Mischief.none()),
                    Pace.clock(start.toEpochMilli(), 1),
                    Duration.ZERO,
                    Progress.silent(),
                    this::tamper);
        } catch (RuntimeException e) {
            failure.set(e);
        }
    }

    private List<Delivery> tamper(Delivery delivery, int partition) {
        Fault now = fault.get();
        return now == null ? List.of(delivery) : now.apply(delivery, partition);
    }

    void inject(Fault harm) {
        fault.set(harm);
    }

    void heal() {
        fault.set(null);
    }

    /** Throws what ended it, if anything did. */
    void requireAlive() {
        Throwable cause = failure.get();
        if (cause != null) {
            throw new PlatformException("the producer of the drill failed: " + cause.getMessage(), cause);
        }
    }

    @Override
    public void close() {
        publisher.stop();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        publisher.close();
    }
}
