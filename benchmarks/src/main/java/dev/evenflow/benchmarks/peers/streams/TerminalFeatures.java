package dev.evenflow.benchmarks.peers.streams;

import dev.evenflow.payments.Transaction;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * A terminal may have hundreds of purchases a day: each event looks at those of one day, and keeps running totals of the longer windows, from which it takes
 * what left them since the event before.
 */
final class TerminalFeatures implements EntityFeatures {
    private static final String HISTORY = "terminal-history";
    private static final String TOTALS = "terminal-totals";
    private static final int CARD = 0;
    private static final int TEXTS = 1;
    private static final double SCALE = 1e4;
    /** Ends, in days before the event, of the windows with running totals; those with a delay are differences of two. */
    private static final long[] DAYS = {7, 8, 14, 37};

    private static final int WEEK = 0;

    /** As of the newest event. */
    private static final class Totals {
        private long time = Long.MIN_VALUE;
        private final long[] counts = new long[DAYS.length];
        private long sum;
        private double squares;

        static Serde<Totals> serde() {
            int size = (2 + DAYS.length) * Long.BYTES + Double.BYTES;
            return Serdes.serdeFrom(
                    (topic, totals) -> {
                        if (totals == null) return null;
                        ByteBuffer out = ByteBuffer.allocate(size).putLong(totals.time);
                        for (long count : totals.counts) out.putLong(count);
                        return out.putLong(totals.sum).putDouble(totals.squares).array();
                    },
                    (topic, bytes) -> {
                        if (bytes == null) return null;
                        ByteBuffer in = ByteBuffer.wrap(bytes);
                        Totals totals = new Totals();
                        totals.time = in.getLong();
                        for (int i = 0; i < DAYS.length; i++) totals.counts[i] = in.getLong();
                        totals.sum = in.getLong();
                        totals.squares = in.getDouble();
                        return totals;
                    });
        }

        /** From an event's time to that of the next. */
        void advance(History history, String key, long to) {
            if (time == Long.MIN_VALUE) time = to;
            for (int i = 0; i < DAYS.length; i++) {
                long length = DAYS[i] * DAY;
                if (counts[i] == 0 || time == to) continue;
                try (History.Scan left = history.scan(key, time - length + 1, to - length)) {
                    while (left.hasNext()) add(i, left.next().amount(), -1);
                }
            }
            time = to;
        }

        void add(int window, long amount, int sign) {
            counts[window] += sign;
            if (window == WEEK) {
                sum += sign * amount;
                squares += sign * (double) amount * amount;
            }
        }
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
        return Set.of(
                History.store(HISTORY, Duration.ofDays(38)),
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(TOTALS), Serdes.String(), Totals.serde()));
    }

    @Override
    public @Nullable String key(Transaction transaction) {
        return transaction.getTerminalId();
    }

    @Override
    public Update open(ProcessorContext<String, Enriched> context) {
        History history = new History(context, HISTORY);
        KeyValueStore<String, Totals> store = context.getStateStore(TOTALS);
        return (key, enriched) -> {
            Transaction now = enriched.transaction();
            long time = enriched.time();
            Purchase purchase = Purchase.of(now, now.getCardId());
            history.add(key, purchase);
            recent(history, key, time, enriched);
            Totals totals = store.get(key);
            if (totals == null) totals = new Totals();
            // an event that comes late counts for those after it; its own long windows are as of the newest
            totals.advance(history, key, Math.max(time, totals.time));
            for (int i = 0; i < DAYS.length; i++) totals.add(i, purchase.amount(), 1);
            store.put(key, totals);
            long week = totals.counts[WEEK];
            enriched.set("terminal_tx_count_1d", totals.counts[1] - week);
            enriched.set("terminal_tx_count_7d", totals.counts[2] - week);
            enriched.set("terminal_tx_count_30d", totals.counts[3] - week);
            enriched.set("terminal_amount_avg_7d", totals.sum / SCALE / week);
            enriched.set("terminal_amount_stddev_7d", Tally.deviation(week, totals.sum, totals.squares));
        };
    }

    private static void recent(History history, String key, long time, Enriched enriched) {
        try (History.Scan scan = history.scan(key, time - DAY + 1, time)) {
            Tally tally = new Tally(scan, TEXTS).back(time - 10 * MINUTE);
            enriched.set("terminal_recent_count_10m", tally.count());
            tally.back(time - HOUR);
            enriched.set("terminal_recent_count_1h", tally.count());
            enriched.set("terminal_cards_1h", tally.distinct(CARD));
            tally.back(time - DAY);
            enriched.set("terminal_recent_count_1d", tally.count());
            enriched.set("terminal_cards_1d", tally.distinct(CARD));
            enriched.set("terminal_declined_rate_1d", tally.declinedRate());
        }
    }
}
