package dev.evenflow.platform.history;

import dev.evenflow.payments.Authorization;
import dev.evenflow.payments.Channel;
import dev.evenflow.payments.FraudLabel;
import dev.evenflow.payments.LabelSource;
import dev.evenflow.payments.Transaction;
import java.math.BigDecimal;
import java.time.Instant;

/** Events that carry nothing but their time, one of each flow for each partition, so that watermarks move on. */
final class FlushEvents {
    private static final String PRODUCER = "flush";

    private FlushEvents() {}

    static void send(HistoryPublisher publisher, long timeMillis) {
        Instant time = Instant.ofEpochMilli(timeMillis);
        for (int partition = 0; partition < publisher.partitionsOf(HistoryEvent.Flow.TRANSACTIONS); partition++) {
            Transaction transaction = new Transaction();
            transaction.setTransactionId(PRODUCER + "-" + timeMillis + "-" + partition);
            transaction.setEventTime(time);
            transaction.setCustomerId(PRODUCER + "-" + partition);
            transaction.setAmount(new BigDecimal("0.0000"));
            transaction.setCurrency("EUR");
            transaction.setChannel(Channel.UNKNOWN);
            transaction.setAuthorization(Authorization.UNKNOWN);
            transaction.setProducer(PRODUCER);
            publisher.sendTo(partition, HistoryEvent.of(transaction));
        }
        for (int partition = 0; partition < publisher.partitionsOf(HistoryEvent.Flow.LABELS); partition++) {
            FraudLabel label = new FraudLabel();
            label.setLabelId(PRODUCER + "-" + timeMillis + "-" + partition);
            label.setTransactionId(PRODUCER + "-" + timeMillis + "-" + partition);
            label.setTransactionTime(time);
            label.setKnownAt(time);
            label.setIsFraud(false);
            label.setSource(LabelSource.UNKNOWN);
            label.setCustomerId(PRODUCER + "-" + partition);
            label.setProducer(PRODUCER);
            publisher.sendTo(partition, HistoryEvent.of(label));
        }
        publisher.awaitSent();
    }
}
