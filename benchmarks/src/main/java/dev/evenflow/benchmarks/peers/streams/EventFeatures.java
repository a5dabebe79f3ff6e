package dev.evenflow.benchmarks.peers.streams;

import dev.evenflow.payments.Channel;
import dev.evenflow.payments.Transaction;
import java.time.DayOfWeek;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Set;

/** What follows from the transaction and the features it has. */
final class EventFeatures {
    private static final Set<DayOfWeek> WEEKEND = EnumSet.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY);
    private static final Set<Channel> CARD_ABSENT = EnumSet.of(Channel.ECOMMERCE, Channel.MOTO, Channel.RECURRING);
    private static final int NIGHT_ENDS = 6;
    private static final double AIRLINER_KMH = 900;

    private EventFeatures() {}

    static Enriched complete(Enriched enriched) {
        Transaction transaction = enriched.transaction();
        OffsetDateTime when = transaction.getEventTime().atOffset(ZoneOffset.UTC);
        enriched.set("tx_during_weekend", WEEKEND.contains(when.getDayOfWeek()) ? 1L : 0L);
        enriched.set("tx_during_night", when.getHour() <= NIGHT_ENDS ? 1L : 0L);
        enriched.set("tx_hour_of_day", (long) when.getHour());
        enriched.set("tx_day_of_week", (long) when.getDayOfWeek().getValue());
        score(
                enriched,
                "customer_amount_zscore_30d",
                "customer_past_amount_avg_30d",
                "customer_past_amount_stddev_30d");
        score(enriched, "terminal_amount_zscore_7d", "terminal_amount_avg_7d", "terminal_amount_stddev_7d");
        Double usual = enriched.number("customer_past_amount_avg_30d");
        if (usual != null) enriched.set("customer_amount_ratio_30d", usual > 0 ? enriched.amount() / usual : 0.0);
        Double month = enriched.number("customer_tx_count_30d");
        Double day = enriched.number("customer_tx_count_1d");
        if (month != null && day != null) enriched.set("customer_activity_ratio", day * 30 / month);
        String country = transaction.getMerchantCountry();
        Object before = enriched.vector().get("card_previous_country");
        if (country != null && before != null)
            enriched.set("card_country_changed", !country.contentEquals((CharSequence) before));
        if (country != null && transaction.getCardCountry() != null)
            enriched.set("is_foreign", !country.equals(transaction.getCardCountry()));
        enriched.set("is_card_absent", CARD_ABSENT.contains(transaction.getChannel()));
        Double speed = enriched.number("card_speed_from_previous_kmh");
        enriched.set("implausible_travel", speed != null && speed > AIRLINER_KMH);
        return enriched;
    }

    private static void score(Enriched enriched, String score, String averageName, String deviationName) {
        Double average = enriched.number(averageName);
        Double deviation = enriched.number(deviationName);
        if (average == null || deviation == null) return;
        enriched.set(score, deviation > 0 ? (enriched.amount() - average) / deviation : 0.0);
    }
}
