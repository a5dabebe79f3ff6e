package dev.evenflow.monitor.function;

import dev.evenflow.flink.kafka.SourceRecord;
import dev.evenflow.monitor.codec.LedgerNews;
import dev.evenflow.monitor.codec.PairedRecord;
import dev.evenflow.quality.event.QuarantinedRecord;
import java.io.Serializable;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.util.OutputTag;

/**
 * What comes out of {@link CheckRecords} besides counts.
 *
 * @param rejected records that broke their contract
 * @param passed records that go through a gate
 * @param matches records that are to have a partner
 * @param comparisons records whose values are to equal their partner's
 * @param ledger ledgers, and how far the topics are that they account for
 */
public record CheckedOutputs(
        OutputTag<QuarantinedRecord> rejected,
        OutputTag<SourceRecord> passed,
        OutputTag<PairedRecord> matches,
        OutputTag<PairedRecord> comparisons,
        OutputTag<LedgerNews> ledger)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    public static CheckedOutputs make() {
        return new CheckedOutputs(
                new OutputTag<>("rejected", new AvroTypeInfo<>(QuarantinedRecord.class)),
                new OutputTag<>("passed", TypeInformation.of(SourceRecord.class)),
                new OutputTag<>("matches", TypeInformation.of(PairedRecord.class)),
                new OutputTag<>("comparisons", TypeInformation.of(PairedRecord.class)),
                new OutputTag<>("ledger", TypeInformation.of(LedgerNews.class)));
    }
}
