package dev.evenflow.monitor.function;

import dev.evenflow.flink.kafka.SourceRecord;
import dev.evenflow.monitor.codec.LedgerNews;
import dev.evenflow.quality.contract.Contract;
import dev.evenflow.quality.contract.Requirement;
import dev.evenflow.quality.contract.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;

/**
 * A rule that holds a ledger against the topics it accounts for, from the side of one topic: the ledger, whose records list
 * ranges of offsets, or one of the others.
 *
 * @param dataset whose contract has the rule: the ledger's topic
 * @param here whether this side is the ledger
 */
record LedgerRule(String dataset, String id, boolean here, Set<String> topics) {
    private static final String RANGES = "ranges";

    static List<LedgerRule> of(String topic, List<Contract> contracts) {
        List<LedgerRule> rules = new ArrayList<>();
        for (Contract contract : contracts) {
            for (Rule rule : contract.rules()) {
                if (!(rule.requirement() instanceof Requirement.Ledger asks)) continue;
                boolean here = contract.dataset().equals(topic);
                if (here || asks.of().contains(topic))
                    rules.add(new LedgerRule(contract.dataset(), rule.id(), here, Set.copyOf(asks.of())));
            }
        }
        return rules;
    }

    /** Tells the ranges of an entry, if the record is one. */
    void entry(SourceRecord source, IndexedRecord record, DatasetChecker.Out out) {
        if (!here) return;
        Schema.Field field = record.getSchema().getField(RANGES);
        if (field == null || !(record.get(field.pos()) instanceof Iterable<?> ranges)) return;
        for (Object each : ranges) {
            if (!(each instanceof IndexedRecord range)) continue;
            String topic = String.valueOf(value(range, "topic"));
            if (topics.contains(topic))
                out.ledger(new LedgerNews(
                        dataset,
                        id,
                        true,
                        topic,
                        ((Number) value(range, "partition")).intValue(),
                        ((Number) value(range, "from_offset")).longValue(),
                        ((Number) value(range, "to_offset")).longValue(),
                        source.timestamp()));
        }
    }

    private static Object value(IndexedRecord range, String name) {
        Schema.Field field = range.getSchema().getField(name);
        Object value = field == null ? null : range.get(field.pos());
        if (value == null)
            throw new IllegalStateException(
                    "a ledger's range has no '" + name + "', expected one as in archive-commits");
        return value;
    }

    /** Tells how far a partition of a topic is that the ledger accounts for. */
    void reached(String topic, int partition, long nextOffset, long atMs, DatasetChecker.Out out) {
        if (!here) out.ledger(new LedgerNews(dataset, id, false, topic, partition, 0, nextOffset, atMs));
    }
}
