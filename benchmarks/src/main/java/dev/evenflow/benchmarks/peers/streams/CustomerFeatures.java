package dev.evenflow.benchmarks.peers.streams;

import dev.evenflow.payments.Transaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/** A customer has some purchases a day: each event looks at all of the last 90 days. */
final class CustomerFeatures implements EntityFeatures {
    private static final String HISTORY = "customer-history";
    private static final String LIFETIME = "customer-lifetime";
    private static final int MERCHANT = 0;
    private static final int COUNTRY = 1;
    private static final int DEVICE = 2;
    private static final int ADDRESS = 3;
    private static final int TEXTS = 4;

    @Override
    public Set<StoreBuilder<?>> stores() {
        return Set.of(
                History.store(HISTORY, Duration.ofDays(90)),
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(LIFETIME), Serdes.String(), Serdes.Long()));
    }

    @Override
    public String key(Transaction transaction) {
        return transaction.getCustomerId();
    }

    @Override
    public Update open(ProcessorContext<String, Enriched> context) {
        History history = new History(context, HISTORY);
        KeyValueStore<String, Long> lifetime = context.getStateStore(LIFETIME);
        return (key, enriched) -> {
            Transaction now = enriched.transaction();
            Long before = lifetime.get(key);
            long count = before == null ? 1 : before + 1;
            lifetime.put(key, count);
            enriched.set("customer_tx_count_lifetime", count);
            long time = enriched.time();
            List<Purchase> newestFirst = new ArrayList<>();
            Purchase current = Purchase.of(
                    now, now.getMerchantId(), now.getMerchantCountry(), now.getDeviceId(), now.getIpAddress());
            newestFirst.add(current);
            try (History.Scan scan = history.scan(key, time - 90 * DAY + 1, time)) {
                scan.forEachRemaining(newestFirst::add);
            }
            history.add(key, current);
            past(newestFirst.subList(1, newestFirst.size()), time, enriched);
            windows(newestFirst, time, enriched);
        };
    }

    /** What leaves out the transaction itself. */
    private static void past(List<Purchase> newestFirst, long time, Enriched enriched) {
        Transaction now = enriched.transaction();
        Tally tally = new Tally(newestFirst.iterator(), TEXTS);
        Long latest = tally.latest();
        enriched.set("customer_time_since_previous", latest == null ? null : time - latest);
        tally.back(time - DAY);
        enriched.set("customer_amount_max_1d", tally.largest());
        tally.back(time - 30 * DAY);
        enriched.set("customer_amount_max_30d", tally.largest());
        enriched.set("customer_past_amount_avg_30d", tally.average());
        enriched.set("customer_past_amount_stddev_30d", tally.deviation());
        tally.back(time - 90 * DAY);
        enriched.set("customer_new_merchant_90d", isNew(tally, MERCHANT, now.getMerchantId()));
        enriched.set("customer_new_device_90d", isNew(tally, DEVICE, now.getDeviceId()));
        enriched.set("customer_new_country_90d", isNew(tally, COUNTRY, now.getMerchantCountry()));
    }

    private static @Nullable Long isNew(Tally tally, int text, @Nullable String value) {
        return value == null ? null : tally.seen(text, value) ? 0L : 1L;
    }

    private static void windows(List<Purchase> newestFirst, long time, Enriched enriched) {
        Tally tally = new Tally(newestFirst.iterator(), TEXTS).back(time - HOUR);
        enriched.set("customer_tx_count_1h", tally.count());
        enriched.set("customer_amount_sum_1h", tally.sum());
        enriched.set("customer_declined_count_1h", tally.declined());
        tally.back(time - DAY);
        enriched.set("customer_tx_count_1d", tally.count());
        enriched.set("customer_amount_sum_1d", tally.sum());
        enriched.set("customer_amount_avg_1d", tally.average());
        enriched.set("customer_merchants_1d", tally.distinct(MERCHANT));
        enriched.set("customer_countries_1d", tally.distinct(COUNTRY));
        enriched.set("customer_ips_1d", tally.distinct(ADDRESS));
        enriched.set("customer_declined_count_1d", tally.declined());
        tally.back(time - 7 * DAY);
        enriched.set("customer_tx_count_7d", tally.count());
        enriched.set("customer_amount_sum_7d", tally.sum());
        enriched.set("customer_amount_avg_7d", tally.average());
        enriched.set("customer_merchants_7d", tally.distinct(MERCHANT));
        enriched.set("customer_ips_7d", tally.distinct(ADDRESS));
        tally.back(time - 30 * DAY);
        enriched.set("customer_tx_count_30d", tally.count());
        enriched.set("customer_amount_avg_30d", tally.average());
        enriched.set("customer_merchants_30d", tally.distinct(MERCHANT));
        enriched.set("customer_countries_30d", tally.distinct(COUNTRY));
        enriched.set("customer_devices_30d", tally.distinct(DEVICE));
        enriched.set("customer_online_rate_30d", tally.online());
        tally.back(time - 90 * DAY);
        enriched.set("customer_tx_count_90d", tally.count());
    }
}
