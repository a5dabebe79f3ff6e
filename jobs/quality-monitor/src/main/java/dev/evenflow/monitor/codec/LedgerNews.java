package dev.evenflow.monitor.codec;

import org.apache.flink.api.java.functions.KeySelector;

/**
 * What a rule about a ledger is told: a range of offsets that is in it, or how far a topic is.
 *
 * @param dataset whose contract has the rule: that of the ledger's entries
 * @param inLedger whether the range is in the ledger; else {@code to} is the offset after the topic's last record
 * @param from inclusive; without meaning where it is not in the ledger
 * @param to exclusive
 * @param atMs when it was seen, milliseconds since 1970
 */
public record LedgerNews(
        String dataset, String rule, boolean inLedger, String topic, int partition, long from, long to, long atMs) {
    public static final KeySelector<LedgerNews, String> KEY = news -> PairedRecord.ruleKey(news.dataset, news.rule);
}
