package dev.evenflow.monitor.codec;

import org.apache.flink.api.common.typeinfo.TypeHint;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.api.java.tuple.Tuple2;

/**
 * That a record of one of a rule's two topics was seen.
 *
 * @param dataset whose contract has the rule
 * @param here whether the record is of that dataset, or of the other one the rule names
 * @param key hash of the fields the rule pairs by
 * @param logTime milliseconds since 1970
 * @param values what is compared; empty where a partner is all that counts
 */
public record PairedRecord(
        String dataset, String rule, boolean here, long key, int partition, long offset, long logTime, byte[] values) {
    /** By rule and key. */
    public static final KeySelector<PairedRecord, Tuple2<String, Long>> KEY =
            record -> Tuple2.of(ruleKey(record.dataset, record.rule), record.key);

    public static final TypeInformation<Tuple2<String, Long>> KEY_TYPE = TypeInformation.of(new TypeHint<>() {});

    /** Names a rule among those of all datasets. */
    public static String ruleKey(String dataset, String rule) {
        return dataset + "/" + rule;
    }
}
