package dev.evenflow.monitor;

import static dev.evenflow.monitor.QualityMonitorUids.CHECK_RECORDS;
import static dev.evenflow.monitor.QualityMonitorUids.JUDGE_WINDOWS;
import static dev.evenflow.monitor.QualityMonitorUids.RAISE_INCIDENTS;
import static dev.evenflow.monitor.QualityMonitorUids.WRITE_INCIDENTS;
import static dev.evenflow.monitor.QualityMonitorUids.WRITE_PASSED;
import static dev.evenflow.monitor.QualityMonitorUids.WRITE_QUARANTINE;
import static dev.evenflow.monitor.QualityMonitorUids.WRITE_SCORES;

import dev.evenflow.flink.kafka.SourceRecord;
import dev.evenflow.monitor.codec.DatasetNews;
import dev.evenflow.monitor.function.CheckRecords;
import dev.evenflow.monitor.function.JudgeWindows;
import dev.evenflow.monitor.function.RaiseIncidents;
import dev.evenflow.quality.event.QualityIncident;
import dev.evenflow.quality.event.QualityScore;
import dev.evenflow.quality.event.QuarantinedRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.datastream.DataStreamSink;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.OutputTag;

/** The graph: each record is checked and counted where it is read; counts are judged by dataset; verdicts become incidents. */
public final class QualityMonitorTopology {
    private static final TypeInformation<DatasetNews> NEWS = TypeInformation.of(DatasetNews.class);

    private final QualityMonitorConfig config;
    private final OutputTag<QuarantinedRecord> rejected =
            new OutputTag<>("rejected", new AvroTypeInfo<>(QuarantinedRecord.class));
    private final OutputTag<SourceRecord> passed = new OutputTag<>("passed", TypeInformation.of(SourceRecord.class));
    private final OutputTag<QualityScore> published =
            new OutputTag<>("published", new AvroTypeInfo<>(QualityScore.class));

    public QualityMonitorTopology(QualityMonitorConfig config) {
        this.config = config;
    }

    public void build(Sources sources, Sinks sinks) {
        SingleOutputStreamOperator<DatasetNews> checked = named(
                sources.records().transform(CHECK_RECORDS, NEWS, new CheckRecords(config, rejected, passed)),
                CHECK_RECORDS);
        SingleOutputStreamOperator<QualityScore> judged = named(
                checked.keyBy(DatasetNews::dataset, Types.STRING)
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
        named(incidents.sinkTo(sinks.incidents()), WRITE_INCIDENTS);
        named(checked.getSideOutput(rejected).sinkTo(sinks.rejected()), WRITE_QUARANTINE);
        if (sinks.passed() != null) named(checked.getSideOutput(passed).sinkTo(sinks.passed()), WRITE_PASSED);
    }

    private static <T> SingleOutputStreamOperator<T> named(SingleOutputStreamOperator<T> operator, String uid) {
        return operator.name(uid).uid(uid);
    }

    private static void named(DataStreamSink<?> sink, String uid) {
        sink.name(uid).uid(uid);
    }
}
