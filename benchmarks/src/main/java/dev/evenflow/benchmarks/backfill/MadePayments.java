package dev.evenflow.benchmarks.backfill;

import dev.evenflow.payments.Authorization;
import dev.evenflow.payments.Channel;
import dev.evenflow.payments.FraudLabel;
import dev.evenflow.payments.LabelSource;
import dev.evenflow.payments.Transaction;
import dev.evenflow.platform.history.HistoryEvent;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * A history of the shape of the Fraud Detection Handbook's: so many payments in order of time over 183 days, of 5,000
 * customers at 10,000 terminals, at whole seconds, one in 120 fraudulent with a label seven days later. Made from the
 * seed alone.
 */
record MadePayments(long rows, long seed) {
    private static final Instant START = Instant.parse("2018-04-01T00:00:00Z");
    private static final int DAYS = 183;
    private static final int DAY_SECONDS = 86_400;
    private static final int CUSTOMERS = 5_000;
    private static final int TERMINALS = 10_000;
    private static final int TERMINALS_IN_REACH = 90;
    private static final int ONE_FRAUD_IN = 120;
    private static final Duration LABEL_DELAY = Duration.ofDays(7);

    void write(Consumer<HistoryEvent> sink) {
        SplittableRandom dice = new SplittableRandom(seed);
        long id = 0;
        for (int day = 0; day < DAYS; day++) {
            long until = rows * (day + 1) / DAYS;
            int[] seconds = new int[(int) (until - id)];
            // the sum of two throws: more by day than by night
            for (int i = 0; i < seconds.length; i++)
                seconds[i] = (dice.nextInt(DAY_SECONDS) + dice.nextInt(DAY_SECONDS)) / 2;
            Arrays.sort(seconds);
            for (int second : seconds) payment(id++, START.plusSeconds((long) day * DAY_SECONDS + second), dice, sink);
        }
    }

    private static void payment(long id, Instant time, SplittableRandom dice, Consumer<HistoryEvent> sink) {
        // the smaller of two throws: some pay more often than others
        int customer = Math.min(dice.nextInt(CUSTOMERS), dice.nextInt(CUSTOMERS));
        int terminal = (customer * 31 + dice.nextInt(TERMINALS_IN_REACH) * 17) % TERMINALS;
        Transaction transaction = new Transaction();
        transaction.setTransactionId(Long.toString(id));
        transaction.setEventTime(time);
        transaction.setCustomerId(Integer.toString(customer));
        transaction.setTerminalId(Integer.toString(terminal));
        int mean = 500 + customer % 100 * 100;
        transaction.setAmount(BigDecimal.valueOf(1 + dice.nextInt(2 * mean), 2).setScale(4));
        transaction.setCurrency("EUR");
        transaction.setChannel(Channel.UNKNOWN);
        transaction.setAuthorization(Authorization.UNKNOWN);
        transaction.setProducer("benchmark");
        sink.accept(HistoryEvent.of(transaction));
        if (dice.nextInt(ONE_FRAUD_IN) != 0) return;
        FraudLabel label = new FraudLabel();
        label.setLabelId("benchmark-" + id);
        label.setTransactionId(transaction.getTransactionId());
        label.setTransactionTime(time);
        label.setKnownAt(time.plus(LABEL_DELAY));
        label.setIsFraud(true);
        label.setSource(LabelSource.UNKNOWN);
        label.setCustomerId(transaction.getCustomerId());
        label.setTerminalId(transaction.getTerminalId());
        label.setProducer("benchmark");
        sink.accept(HistoryEvent.of(label));
    }
}
