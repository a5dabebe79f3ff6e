package dev.evenflow.platform.simulator;

import dev.evenflow.payments.FraudLabel;
import dev.evenflow.payments.Transaction;
import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.history.HistoryEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * An endless stream of transactions and labels in order of time, the same for the same settings on every machine. It
 * reads no clock: time passes as the events say.
 */
public final class PaymentSimulator implements Iterator<HistoryEvent> {
    private final World world;
    private final Purchases purchases;
    private final Attacks attacks;
    private final LabelDesk labels;
    private final Dice dice;
    private final String run;
    private final long start;
    private final boolean steady;
    private final double meanGapMillis;
    private final double attackChance;
    private final long labelBatch;
    private final PriorityQueue<Planned> planned = new PriorityQueue<>();
    private final Map<FraudPattern, Long> frauds = new EnumMap<>(FraudPattern.class);

    private double elapsedMillis;
    private long sequence;
    private long transactions;
    private long labelCount;

    /**
     * @param start of event time
     * @param transactionsPerSecond of event time, on average over a week
     * @param fraudShare of all transactions
     * @param labelBatches labels become known at multiples of this only, as in a daily file; zero for at any time
     * @param steady every hour is as busy as any other
     */
    public record Settings(
            long seed,
            Instant start,
            int customers,
            double transactionsPerSecond,
            double fraudShare,
            Duration labelBatches,
            boolean steady) {
        public Settings(long seed, Instant start, int customers, double transactionsPerSecond, double fraudShare) {
            this(seed, start, customers, transactionsPerSecond, fraudShare, Duration.ZERO, false);
        }

        public Settings {
            if (customers < 10) {
                throw new PlatformException("--customers is " + customers + ", expected at least 10");
            }
            if (!(transactionsPerSecond > 0)) {
                throw new PlatformException("--rate and --speedup give " + transactionsPerSecond
                        + " transactions per second, expected above 0");
            }
            if (!(fraudShare >= 0 && fraudShare <= 0.5)) {
                throw new PlatformException("--fraud-share is " + fraudShare + ", expected between 0 and 0.5");
            }
            if (labelBatches.isNegative()) {
                throw new PlatformException("--label-batches is " + labelBatches + ", expected 0s or more");
            }
        }
    }

    public PaymentSimulator(Settings settings) {
        world = new World(settings.seed(), settings.customers());
        start = settings.start().toEpochMilli();
        // people are those of the seed whenever it starts, what they do is not
        dice = new Dice(settings.seed() * 31 + start);
        purchases = new Purchases(world, dice.split());
        attacks = new Attacks(world, purchases, dice.split());
        labels = new LabelDesk(dice.split());
        run = String.format(
                Locale.ROOT, "s%s-%s", Long.toString(settings.seed(), 36), Long.toString(start / 1_000, 36));
        steady = settings.steady();
        meanGapMillis = 1_000 / settings.transactionsPerSecond();
        labelBatch = settings.labelBatches().toMillis();
        attackChance = settings.fraudShare() / (1 - settings.fraudShare()) / Attacks.TRANSACTIONS_PER_ATTACK;
        planHonest();
    }

    private record Planned(long timeMillis, long sequence, Step step) implements Comparable<Planned> {
        @Override
        public int compareTo(Planned other) {
            int byTime = Long.compare(timeMillis, other.timeMillis);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }

    /** What happens at a planned time. */
    private sealed interface Step {
        record HonestPurchase() implements Step {}

        record Fraud(FraudPattern pattern, Transaction transaction) implements Step {}

        record Label(FraudLabel label) implements Step {}
    }

    @Override
    public boolean hasNext() {
        return true;
    }

    @Override
    public HistoryEvent next() {
        Planned next = planned.remove();
        if (next.step() instanceof Step.Label label) {
            labelCount++;
            return HistoryEvent.of(label.label());
        }
        if (next.step() instanceof Step.Fraud fraud) {
            frauds.merge(fraud.pattern(), 1L, Long::sum);
            return emit(fraud.transaction(), fraud.pattern());
        }
        Customer customer = world.activeCustomer(dice);
        Transaction purchase = purchases.honest(customer, next.timeMillis());
        planHonest();
        if (dice.chance(attackChance)) {
            Attacks.Attack attack = attacks.next(customer, purchase, next.timeMillis());
            attack.transactions()
                    .forEach(each -> plan(each.getEventTime().toEpochMilli(), new Step.Fraud(attack.pattern(), each)));
        }
        return emit(purchase, null);
    }

    private HistoryEvent emit(Transaction transaction, @Nullable FraudPattern pattern) {
        transaction.setTransactionId(String.format(Locale.ROOT, "%s-%09d", run, transactions++));
        for (FraudLabel label : labels.labels(transaction, pattern)) {
            if (labelBatch == 0) {
                plan(label.getKnownAt().toEpochMilli(), new Step.Label(label));
            } else {
                planInBatch(label);
            }
        }
        return HistoryEvent.of(transaction);
    }

    /** Before the transactions of the same instant: a label counts from the moment at which it is known. */
    private void planInBatch(FraudLabel label) {
        long knownAt = -Math.floorDiv(-label.getKnownAt().toEpochMilli(), labelBatch) * labelBatch;
        label.setKnownAt(Instant.ofEpochMilli(knownAt));
        planned.add(new Planned(knownAt, Long.MIN_VALUE + sequence++, new Step.Label(label)));
    }

    /** Thinning (Lewis and Shedler 1979): draw at the busiest hour's rate, keep in proportion to the hour's own. */
    private void planHonest() {
        if (steady) {
            elapsedMillis += dice.exponential(meanGapMillis);
            plan(start + (long) elapsedMillis, new Step.HonestPurchase());
            return;
        }
        long time;
        do {
            elapsedMillis += dice.exponential(meanGapMillis / Rhythm.busiest());
            time = start + (long) elapsedMillis;
        } while (!dice.chance(Rhythm.factor(time) / Rhythm.busiest()));
        plan(time, new Step.HonestPurchase());
    }

    private void plan(long timeMillis, Step step) {
        planned.add(new Planned(timeMillis, sequence++, step));
    }

    /** Given out so far. */
    public long transactions() {
        return transactions;
    }

    /** Given out so far. */
    public long labels() {
        return labelCount;
    }

    /** Transactions of each pattern given out so far, labelled or not. */
    public Map<FraudPattern, Long> frauds() {
        return Map.copyOf(frauds);
    }

    /** Labels of transactions given out that nobody knows yet. */
    public long labelsToCome() {
        return planned.stream()
                .filter(each -> each.step() instanceof Step.Label)
                .count();
    }
}
