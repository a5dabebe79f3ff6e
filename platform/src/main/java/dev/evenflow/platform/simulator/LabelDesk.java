package dev.evenflow.platform.simulator;

import dev.evenflow.payments.Authorization;
import dev.evenflow.payments.FraudLabel;
import dev.evenflow.payments.LabelSource;
import dev.evenflow.payments.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Says what becomes known about a transaction, by whom, and when: most fraud by chargeback after days, some never, now
 * and then wrongly and taken back. No label is known before its transaction.
 */
final class LabelDesk {
    private static final double HOUR = 3_600_000;
    private static final double DAY = 24 * HOUR;
    private static final double LONGEST = 60 * DAY;

    private final Dice dice;

    LabelDesk(Dice dice) {
        this.dice = dice;
    }

    /** None for most honest transactions. */
    List<FraudLabel> labels(Transaction transaction, @Nullable FraudPattern pattern) {
        if (pattern == null) {
            return dice.chance(0.001)
                    ? List.of(label(transaction, "review", LabelSource.MANUAL_REVIEW, delay(DAY, 0.5), false, null))
                    : List.of();
        }
        if (transaction.getAuthorization() == Authorization.DECLINED) {
            return dice.chance(0.6)
                    ? List.of(label(
                            transaction, "issuer", LabelSource.ISSUER_REPORT, delay(3 * HOUR, 0.8), true, pattern))
                    : List.of();
        }
        double who = dice.uniform();
        if (who < 0.08) {
            return List.of();
        }
        if (who < 0.20) {
            return List.of(
                    label(transaction, "issuer", LabelSource.ISSUER_REPORT, delay(6 * HOUR, 0.8), true, pattern));
        }
        if (who < 0.42) {
            return List.of(
                    label(transaction, "customer", LabelSource.CUSTOMER_REPORT, delay(1.5 * DAY, 0.7), true, pattern));
        }
        FraudLabel chargeback =
                label(transaction, "chargeback", LabelSource.CHARGEBACK, delay(8 * DAY, 0.6), true, pattern);
        if (!dice.chance(0.02)) {
            return List.of(chargeback);
        }
        FraudLabel takenBack = label(transaction, "review", LabelSource.MANUAL_REVIEW, delay(DAY, 0.5), false, null);
        takenBack.setKnownAt(chargeback.getKnownAt().plusMillis(delay(10 * DAY, 0.4)));
        return List.of(chargeback, takenBack);
    }

    private long delay(double median, double sigma) {
        return (long) Math.min(LONGEST, Math.max(60_000, dice.aroundMedian(median, sigma)));
    }

    private static FraudLabel label(
            Transaction of,
            String kind,
            LabelSource source,
            long delay,
            boolean fraud,
            @Nullable FraudPattern pattern) {
        Instant time = of.getEventTime();
        FraudLabel label = new FraudLabel();
        label.setLabelId(kind + "-" + of.getTransactionId());
        label.setTransactionId(of.getTransactionId());
        label.setTransactionTime(time);
        label.setKnownAt(time.plusMillis(delay));
        label.setIsFraud(fraud);
        label.setSource(source);
        label.setFraudType(pattern == null ? null : pattern.name().toLowerCase(Locale.ROOT));
        label.setCustomerId(of.getCustomerId());
        label.setCardId(of.getCardId());
        label.setTerminalId(of.getTerminalId());
        label.setMerchantId(of.getMerchantId());
        label.setDeviceId(of.getDeviceId());
        label.setIpAddress(of.getIpAddress());
        label.setProducer(Purchases.PRODUCER);
        return label;
    }
}
