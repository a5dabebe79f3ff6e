package dev.evenflow.benchmarks.peers.streams;

import dev.evenflow.payments.Transaction;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/** A device is somebody's own: each event looks at all of the last 30 days. */
final class DeviceFeatures implements EntityFeatures {
    private static final String HISTORY = "device-history";
    private static final int CARD = 0;
    private static final int CUSTOMER = 1;
    private static final int ADDRESS = 2;
    private static final int TEXTS = 3;

    @Override
    public Set<StoreBuilder<?>> stores() {
        return Set.of(History.store(HISTORY, Duration.ofDays(30)));
    }

    @Override
    public @Nullable String key(Transaction transaction) {
        return transaction.getDeviceId();
    }

    @Override
    public Update open(ProcessorContext<String, Enriched> context) {
        History history = new History(context, HISTORY);
        return (key, enriched) -> {
            Transaction now = enriched.transaction();
            long time = enriched.time();
            history.add(key, Purchase.of(now, now.getCardId(), now.getCustomerId(), now.getIpAddress()));
            try (History.Scan scan = history.scan(key, time - 30 * DAY + 1, time)) {
                Tally tally = new Tally(scan, TEXTS).back(time - 10 * MINUTE);
                enriched.set("device_tx_count_10m", tally.count());
                tally.back(time - HOUR);
                enriched.set("device_tx_count_1h", tally.count());
                tally.back(time - DAY);
                enriched.set("device_tx_count_1d", tally.count());
                enriched.set("device_cards_1d", tally.distinct(CARD));
                enriched.set("device_ips_1d", tally.distinct(ADDRESS));
                enriched.set("device_declined_count_1d", tally.declined());
                enriched.set("device_amount_sum_1d", tally.sum());
                tally.back(time - 30 * DAY);
                enriched.set("device_tx_count_30d", tally.count());
                enriched.set("device_cards_30d", tally.distinct(CARD));
                enriched.set("device_customers_30d", tally.distinct(CUSTOMER));
            }
        };
    }
}
