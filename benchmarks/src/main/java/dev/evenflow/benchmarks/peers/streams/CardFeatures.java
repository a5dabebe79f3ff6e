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

/** A card has some purchases a day: each event looks at all of the last 30 days. */
final class CardFeatures implements EntityFeatures {
    private static final String HISTORY = "card-history";
    private static final String FIRST = "card-first";
    private static final int TERMINAL = 0;
    private static final int COUNTRY = 1;
    private static final int CATEGORY = 2;
    private static final int TEXTS = 3;
    private static final double EARTH_RADIUS_KM = 6371.0088;
    private static final double SCALE = 1e4;

    @Override
    public Set<StoreBuilder<?>> stores() {
        return Set.of(
                History.store(HISTORY, Duration.ofDays(30)),
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(FIRST), Serdes.String(), Serdes.Long()));
    }

    @Override
    public @Nullable String key(Transaction transaction) {
        return transaction.getCardId();
    }

    @Override
    public Update open(ProcessorContext<String, Enriched> context) {
        History history = new History(context, HISTORY);
        KeyValueStore<String, Long> first = context.getStateStore(FIRST);
        return (key, enriched) -> {
            Transaction now = enriched.transaction();
            long time = enriched.time();
            boolean known = first.get(key) != null;
            if (!known) first.put(key, time);
            enriched.set("card_first_seen", known ? 0L : 1L);
            List<Purchase> newestFirst = new ArrayList<>();
            Purchase current =
                    Purchase.of(now, now.getTerminalId(), now.getMerchantCountry(), now.getMerchantCategoryCode());
            newestFirst.add(current);
            try (History.Scan scan = history.scan(key, time - 30 * DAY + 1, time)) {
                scan.forEachRemaining(newestFirst::add);
            }
            history.add(key, current);
            windows(newestFirst, time, enriched);
            previous(current, newestFirst.subList(1, newestFirst.size()), enriched);
        };
    }

    private static void windows(List<Purchase> newestFirst, long time, Enriched enriched) {
        Tally tally = new Tally(newestFirst.iterator(), TEXTS).back(time - MINUTE);
        enriched.set("card_tx_count_1m", tally.count());
        tally.back(time - 10 * MINUTE);
        enriched.set("card_tx_count_10m", tally.count());
        enriched.set("card_amount_sum_10m", tally.sum());
        tally.back(time - HOUR);
        enriched.set("card_tx_count_1h", tally.count());
        enriched.set("card_amount_sum_1h", tally.sum());
        enriched.set("card_declined_count_1h", tally.declined());
        enriched.set("card_small_count_1h", tally.small());
        tally.back(time - DAY);
        enriched.set("card_tx_count_1d", tally.count());
        enriched.set("card_amount_sum_1d", tally.sum());
        enriched.set("card_amount_min_1d", tally.smallest());
        enriched.set("card_terminals_1d", tally.distinct(TERMINAL));
        enriched.set("card_countries_1d", tally.distinct(COUNTRY));
        tally.back(time - 7 * DAY);
        enriched.set("card_tx_count_7d", tally.count());
        enriched.set("card_mccs_7d", tally.distinct(CATEGORY));
    }

    private static void previous(Purchase now, List<Purchase> past, Enriched enriched) {
        if (!past.isEmpty()) {
            enriched.set("card_time_since_previous", now.time() - past.get(0).time());
            enriched.set("card_previous_amount", past.get(0).amount() / SCALE);
        }
        past.stream()
                .map(purchase -> purchase.texts()[COUNTRY])
                .filter(country -> country != null)
                .findFirst()
                .ifPresent(country -> enriched.set("card_previous_country", country));
        if (!now.located()) return;
        past.stream().filter(Purchase::located).findFirst().ifPresent(there -> {
            double kilometres = distance(there, now);
            enriched.set("card_distance_from_previous_km", kilometres);
            long passed = now.time() - there.time();
            if (passed > 0 && passed < DAY) enriched.set("card_speed_from_previous_kmh", kilometres * HOUR / passed);
        });
    }

    /** By the haversine formula. */
    private static double distance(Purchase from, Purchase to) {
        double halfLatitude = Math.sin(Math.toRadians(to.latitude() - from.latitude()) / 2);
        double halfLongitude = Math.sin(Math.toRadians(to.longitude() - from.longitude()) / 2);
        double h = halfLatitude * halfLatitude
                + Math.cos(Math.toRadians(from.latitude()))
                        * Math.cos(Math.toRadians(to.latitude()))
                        * halfLongitude
                        * halfLongitude;
        return 2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(Math.min(1, h)));
    }
}
