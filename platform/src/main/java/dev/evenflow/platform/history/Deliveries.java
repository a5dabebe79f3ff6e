package dev.evenflow.platform.history;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.history.Delivery.Form;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Turns events in order of time into what a real network delivers: out of order, twice, and with garbage among them.
 * Depends only on the events, the mischief and its seed.
 *
 * <p>Guarantee: whatever is delivered before an event has a time of at most the event's time plus the disorder. It holds
 * for duplicates too, over all topics together and so within each partition. It holds because each delivery gets a
 * moment between the event's time and that time plus the disorder, and deliveries go in order of their moments.
 */
public final class Deliveries implements Iterator<Delivery> {
    private static final Form[] GARBAGE = {
        Form.TRUNCATED, Form.WRONG_MAGIC_BYTE, Form.UNKNOWN_SCHEMA_ID, Form.WRONG_TYPE, Form.BLOB, Form.NULL_VALUE
    };

    private final Iterator<HistoryEvent> source;
    private final Mischief mischief;
    private final SplittableRandom random;
    private final PriorityQueue<Scheduled> scheduled = new PriorityQueue<>();
    private @Nullable HistoryEvent ahead;
    private long sequence;
    private int garbage;

    /** @param source in order of time */
    public Deliveries(Iterator<HistoryEvent> source, Mischief mischief) {
        this.source = source;
        this.mischief = mischief;
        this.random = new SplittableRandom(mischief.seed());
        this.ahead = source.hasNext() ? source.next() : null;
    }

    /**
     * @param disorder by which a delivery may be late at most
     * @param duplicates share of the events that are delivered a second time
     * @param garbage records of garbage per transaction; the kinds take turns
     */
    public record Mischief(Duration disorder, double duplicates, double garbage, long seed) {
        public Mischief {
            requireShare("--duplicates", duplicates);
            requireShare("--garbage", garbage);
        }

        public static Mischief none() {
            return new Mischief(Duration.ZERO, 0, 0, 0);
        }

        /** Complains, naming the option, about what is no share. */
        public static void requireShare(String option, double value) {
            if (!(value >= 0 && value <= 1)) {
                throw new PlatformException(option + " is " + value + ", expected a share between 0 and 1");
            }
        }
    }

    private record Scheduled(long moment, long sequence, Delivery delivery) implements Comparable<Scheduled> {
        @Override
        public int compareTo(Scheduled other) {
            int byMoment = Long.compare(moment, other.moment);
            return byMoment != 0 ? byMoment : Long.compare(sequence, other.sequence);
        }
    }

    @Override
    public boolean hasNext() {
        return ahead != null || !scheduled.isEmpty();
    }

    @Override
    public Delivery next() {
        while (ahead != null && !isDue(ahead)) {
            HistoryEvent event = ahead;
            schedule(event);
            ahead = source.hasNext() ? source.next() : null;
            if (ahead != null && ahead.timeMillis() < event.timeMillis()) {
                throw new IllegalArgumentException(
                        "events are not in order of time: " + ahead.timeMillis() + " after " + event.timeMillis());
            }
        }
        Scheduled first = scheduled.poll();
        if (first == null) {
            throw new NoSuchElementException();
        }
        return first.delivery();
    }

    /** Whether the earliest delivery can go: no event to come can get an earlier moment than its own time. */
    private boolean isDue(HistoryEvent next) {
        Scheduled first = scheduled.peek();
        return first != null && first.moment() <= next.timeMillis();
    }

    private void schedule(HistoryEvent event) {
        schedule(event, Form.ORIGINAL);
        if (mischief.duplicates() > 0 && random.nextDouble() < mischief.duplicates()) {
            schedule(event, Form.DUPLICATE);
        }
        if (event.flow() == HistoryEvent.Flow.TRANSACTIONS
                && mischief.garbage() > 0
                && random.nextDouble() < mischief.garbage()) {
            schedule(event, GARBAGE[garbage++ % GARBAGE.length]);
        }
    }

    private void schedule(HistoryEvent event, Form form) {
        long disorder = mischief.disorder().toMillis();
        long moment = event.timeMillis() + (disorder == 0 ? 0 : random.nextLong(disorder + 1));
        scheduled.add(new Scheduled(moment, sequence++, new Delivery(event, form)));
    }
}
