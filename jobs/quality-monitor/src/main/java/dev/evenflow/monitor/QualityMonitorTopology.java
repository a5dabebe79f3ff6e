package dev.evenflow.monitor;

import static dev.evenflow.monitor.QualityMonitorUids.CHECK_RECORDS;
import static dev.evenflow.monitor.QualityMonitorUids.COMPARE_VECTORS;
import static dev.evenflow.monitor.QualityMonitorUids.COVER_LEDGER;
import static dev.evenflow.monitor.QualityMonitorUids.JUDGE_WINDOWS;
import static dev.evenflow.monitor.QualityMonitorUids.MATCH_RECORDS;
import static dev.evenflow.monitor.QualityMonitorUids.RAISE_INCIDENTS;
import static dev.evenflow.monitor.QualityMonitorUids.WRITE_INCIDENTS;
import static dev.evenflow.monitor.QualityMonitorUids.WRITE_PASSED;
import static dev.evenflow.monitor.QualityMonitorUids.WRITE_QUARANTINE;
import static dev.evenflow.monitor.QualityMonitorUids.WRITE_SCORES;

import dev.evenflow.flink.lineage.ReportLineageFactory;
import dev.evenflow.monitor.codec.DatasetNews;
import dev.evenflow.monitor.codec.LedgerNews;
import dev.evenflow.monitor.codec.PairedRecord;
import dev.evenflow.monitor.function.CheckRecords;
import dev.evenflow.monitor.function.CheckedOutputs;
import dev.evenflow.monitor.function.CompareVectors;
import dev.evenflow.monitor.function.CoverLedger;
import dev.evenflow.monitor.function.JudgePairs;
import dev.evenflow.monitor.function.JudgeWindows;
import dev.evenflow.monitor.function.KeyVerdicts;
import dev.evenflow.monitor.function.MatchRecords;
import dev.evenflow.monitor.function.RaiseIncidents;
import dev.evenflow.quality.contract.Contract;
import dev.evenflow.quality.event.QualityIncident;
import dev.evenflow.quality.event.QualityScore;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSink;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.OutputTag;

/** The graph: each record is checked and counted where it is read; counts are judged by dataset; verdicts become incidents. */
public final class QualityMonitorTopology {
    private static final TypeInformation<DatasetNews> NEWS = TypeInformation.of(DatasetNews.class);

    private final QualityMonitorConfig config;
    private final CheckedOutputs tags = CheckedOutputs.make();
    private final OutputTag<QualityScore> published =
            new OutputTag<>("published", new AvroTypeInfo<>(QualityScore.class));

    public QualityMonitorTopology(QualityMonitorConfig config) {
        this.config = config;
    }

    public void build(Sources sources, Sinks sinks) {
        List<Contract> contracts =
                config.datasets().stream().map(DatasetSettings::contract).toList();
        SingleOutputStreamOperator<DatasetNews> checked =
                named(sources.records().transform(CHECK_RECORDS, NEWS, new CheckRecords(config, tags)), CHECK_RECORDS);
        SingleOutputStreamOperator<DatasetNews> matched =
                pairs(checked.getSideOutput(tags.matches()), MATCH_RECORDS, new MatchRecords(contracts));
        SingleOutputStreamOperator<DatasetNews> compared =
                pairs(checked.getSideOutput(tags.comparisons()), COMPARE_VECTORS, new CompareVectors(contracts));
        SingleOutputStreamOperator<DatasetNews> covered = named(
                checked.getSideOutput(tags.ledger())
                        .keyBy(LedgerNews.KEY, Types.STRING)
                        .process(new CoverLedger(contracts))
                        .returns(NEWS),
                COVER_LEDGER);
        SingleOutputStreamOperator<QualityScore> judged = named(
                checked.union(matched, compared, covered)
                        .keyBy(DatasetNews::dataset, Types.STRING)
                        .transform(
                                JUDGE_WINDOWS,
                                new AvroTypeInfo<>(QualityScore.class),
                                new JudgeWindows(config, published)),
                JUDGE_WINDOWS);
        SingleOutputStreamOperator<QualityIncident> incidents = named(
                judged.global()
                        .transform(
                                RAISE_INCIDENTS, new AvroTypeInfo<>(QualityIncident.class), new RaiseIncidents(config))
                        .forceNonParallel(),
                RAISE_INCIDENTS);

        named(judged.getSideOutput(published).sinkTo(sinks.scores()), WRITE_SCORES);
        ReportLineageFactory.add(
                judged.getSideOutput(published), QualityMonitorLineage.of(config), QualityMonitorLineage::facts);
        named(incidents.sinkTo(sinks.incidents()), WRITE_INCIDENTS);
        named(checked.getSideOutput(tags.rejected()).sinkTo(sinks.rejected()), WRITE_QUARANTINE);
        if (sinks.passed() != null) named(checked.getSideOutput(tags.passed()).sinkTo(sinks.passed()), WRITE_PASSED);
    }

    private static SingleOutputStreamOperator<DatasetNews> pairs(
            DataStream<PairedRecord> sides, String uid, KeyVerdicts verdicts) {
        return named(
                sides.keyBy(PairedRecord.KEY, PairedRecord.KEY_TYPE).transform(uid, NEWS, new JudgePairs(verdicts)),
                uid);
    }

    private static <T> SingleOutputStreamOperator<T> named(SingleOutputStreamOperator<T> operator, String uid) {
        return operator.name(uid).uid(uid);
    }

    private static void named(DataStreamSink<?> sink, String uid) {
        sink.name(uid).uid(uid);
    }
}
