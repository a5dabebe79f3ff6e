package dev.evenflow.fraud;

import dev.evenflow.payments.Authorization;
import dev.evenflow.payments.Channel;
import dev.evenflow.payments.FraudLabel;
import dev.evenflow.payments.Transaction;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Payments and their labels over weeks: few keys, missing fields, equal times, repeats; the same for the same seed. */
public final class RandomPayments {
    private static final long BEGIN = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

    private final Random random;
    public final List<Transaction> transactions = new ArrayList<>();
    public final List<FraudLabel> labels = new ArrayList<>();

    public RandomPayments(long seed, int count, Duration span) {
        random = new Random(seed);
        for (int i = 0; i < count; i++) {
            Transaction transaction = transaction(i, BEGIN + second(span));
            transactions.add(transaction);
            if (random.nextInt(20) == 0) transactions.add(transaction);
            if (random.nextInt(4) == 0) label(transaction);
        }
    }

    private long second(Duration span) {
        return (long) (random.nextDouble() * span.toSeconds()) * 1000;
    }

    private @Nullable String key(String prefix, int keys) {
        return random.nextInt(8) == 0 ? null : prefix + random.nextInt(keys);
    }

    private Transaction transaction(int i, long time) {
        boolean located = random.nextInt(3) > 0;
        return Transaction.newBuilder()
                .setTransactionId("tx-" + i)
                .setEventTime(Instant.ofEpochMilli(time))
                .setCustomerId("customer-" + random.nextInt(25))
                .setCardId(key("card-", 30))
                .setTerminalId(key("terminal-", 12))
                .setMerchantId(key("merchant-", 12))
                .setMerchantCategoryCode(key("58", 9))
                .setMerchantCountry(key("D", 4))
                .setCardCountry(key("D", 4))
                .setAmount(BigDecimal.valueOf(random.nextInt(5_000_000), 4))
                .setCurrency("EUR")
                .setChannel(Channel.values()[random.nextInt(Channel.values().length)])
                .setAuthorization(Authorization.values()[random.nextInt(Authorization.values().length)])
                .setDeviceId(key("device-", 10))
                .setIpAddress(key("10.0.0.", 10))
                .setLatitude(located ? 47 + random.nextInt(100) / 10.0 : null)
                .setLongitude(located ? 7 + random.nextInt(100) / 10.0 : null)
                .build();
    }

    private void label(Transaction about) {
        labels.add(FraudLabel.newBuilder()
                .setLabelId("label-" + labels.size())
                .setTransactionId(about.getTransactionId())
                .setTransactionTime(about.getEventTime())
                .setKnownAt(about.getEventTime().plusSeconds(random.nextInt(20 * 86_400)))
                .setIsFraud(random.nextInt(3) > 0)
                .setCustomerId(about.getCustomerId())
                .setCardId(about.getCardId())
                .setTerminalId(about.getTerminalId())
                .setMerchantId(about.getMerchantId())
                .setDeviceId(about.getDeviceId())
                .setIpAddress(about.getIpAddress())
                .build());
    }

    /** As a network delivers: each up to the bound later than its time says. */
    public List<Transaction> delivered(Duration disorder) {
        return jittered(transactions, t -> t.getEventTime().toEpochMilli(), disorder);
    }

    public List<FraudLabel> deliveredLabels(Duration disorder) {
        return jittered(labels, l -> l.getKnownAt().toEpochMilli(), disorder);
    }

    private <T> List<T> jittered(List<T> records, java.util.function.ToLongFunction<T> time, Duration disorder) {
        record Arrival<T>(long at, T record) {}
        return records.stream()
                .map(r -> new Arrival<>(time.applyAsLong(r) + (long) (random.nextDouble() * disorder.toMillis()), r))
                .sorted(Comparator.comparingLong(Arrival::at))
                .map(Arrival::record)
                .toList();
    }
}
