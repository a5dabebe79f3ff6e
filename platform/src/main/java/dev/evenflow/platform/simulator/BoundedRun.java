package dev.evenflow.platform.simulator;

import dev.evenflow.platform.history.HistoryEvent;
import java.time.Instant;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** A simulation up to a number of transactions or a time, exclusive, whichever comes first. */
final class BoundedRun implements Iterator<HistoryEvent> {
    private final PaymentSimulator simulator;
    private final long maxTransactions;
    private final long endMillis;
    private @Nullable HistoryEvent next;

    BoundedRun(PaymentSimulator simulator, long maxTransactions, Instant end) {
        this.simulator = simulator;
        this.maxTransactions = maxTransactions;
        this.endMillis = end.equals(Instant.MAX) ? Long.MAX_VALUE : end.toEpochMilli();
        next = simulator.next();
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public HistoryEvent next() {
        HistoryEvent event = next;
        if (event == null) {
            throw new NoSuchElementException();
        }
        HistoryEvent after = simulator.transactions() < maxTransactions ? simulator.next() : null;
        next = after != null && after.timeMillis() < endMillis ? after : null;
        return event;
    }
}
