package dev.evenflow.benchmarks.peers.streams;

import dev.evenflow.payments.Transaction;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/** An IP address: each event looks at all of the last day. */
final class AddressFeatures implements EntityFeatures {
    private static final String HISTORY = "ip-history";
    private static final int CARD = 0;
    private static final int DEVICE = 1;
    private static final int TEXTS = 2;

    @Override
    public Set<StoreBuilder<?>> stores() {
        return Set.of(History.store(HISTORY, Duration.ofDays(1)));
    }

    @Override
    public @Nullable String key(Transaction transaction) {
        return transaction.getIpAddress();
    }

    @Override
    public Update open(ProcessorContext<String, Enriched> context) {
        History history = new History(context, HISTORY);
        return (key, enriched) -> {
            Transaction now = enriched.transaction();
            long time = enriched.time();
            history.add(key, Purchase.of(now, now.getCardId(), now.getDeviceId()));
            try (History.Scan scan = history.scan(key, time - DAY + 1, time)) {
                Tally tally = new Tally(scan, TEXTS).back(time - MINUTE);
                enriched.set("ip_tx_count_1m", tally.count());
                tally.back(time - 10 * MINUTE);
                enriched.set("ip_tx_count_10m", tally.count());
                tally.back(time - HOUR);
                enriched.set("ip_tx_count_1h", tally.count());
                enriched.set("ip_cards_1h", tally.distinct(CARD));
                enriched.set("ip_declined_rate_1h", tally.declinedRate());
                tally.back(time - DAY);
                enriched.set("ip_tx_count_1d", tally.count());
                enriched.set("ip_cards_1d", tally.distinct(CARD));
                enriched.set("ip_devices_1d", tally.distinct(DEVICE));
            }
        };
    }
}
