package dev.evenflow.platform.history;

import dev.evenflow.platform.PlatformException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Decides when the next delivery goes out. */
public interface Pace {

    /** Nanoseconds after the start at which the delivery may go. */
    long dueNanos(Delivery delivery);

    static Pace asFastAsPossible() {
        return delivery -> 0;
    }

    /** Records per second, evenly. */
    static Pace perSecond(double rate) {
        if (!(rate > 0)) {
            throw new PlatformException("--rate is " + rate + ", expected records per second above 0, or max");
        }
        return new Pace() {
            private long sent;

            @Override
            public long dueNanos(Delivery delivery) {
                return (long) (sent++ / rate * TimeUnit.SECONDS.toNanos(1));
            }
        };
    }

    /**
     * By the events' own clock, run faster.
     *
     * @param beginMillis event time at the start
     * @param speedup seconds of event time per second
     */
    static Pace clock(long beginMillis, double speedup) {
        return delivery -> (long) ((delivery.event().timeMillis() - beginMillis) * 1e6 / speedup);
    }

    /** Waits for the moment; returns at once if it has passed or the thread is interrupted. */
    static void awaitNanos(long startNanos, long dueNanos) {
        long wait = startNanos + dueNanos - System.nanoTime();
        // shorter waits cost more than they are worth, and the next one makes up for it
        while (wait > 1_000_000 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(wait);
            wait = startNanos + dueNanos - System.nanoTime();
        }
    }
}
