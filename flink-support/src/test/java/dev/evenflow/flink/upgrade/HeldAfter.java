package dev.evenflow.flink.upgrade;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiter;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;

/** Lets some records through at the pace of a network, so that watermarks pass between them, and then no more. */
public record HeldAfter(long records) implements RateLimiterStrategy<NumberSequenceSplit> {
    private static final long serialVersionUID = 1L;
    private static final long PACE_MILLIS = 2;

    /** @param share of all, 1 for never */
    public static HeldAfter share(double share, int all) {
        return new HeldAfter(share == 1 ? Long.MAX_VALUE : (long) (all * share));
    }

    @Override
    public RateLimiter<NumberSequenceSplit> createRateLimiter(int parallelism) {
        AtomicLong left = new AtomicLong(records);
        return new RateLimiter<>() {
            @Override
            public CompletionStage<Void> acquire(int permits) {
                CompletableFuture<Void> granted = new CompletableFuture<>();
                return left.addAndGet(-permits) < 0
                        ? granted
                        : granted.completeOnTimeout(null, PACE_MILLIS, TimeUnit.MILLISECONDS);
            }
        };
    }
}
