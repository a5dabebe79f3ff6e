package dev.evenflow.monitor;

import dev.evenflow.flink.avro.RegistrySubjects;
import dev.evenflow.flink.kafka.ProbedSource;
import dev.evenflow.flink.kafka.SourceProbes;
import dev.evenflow.flink.kafka.SourceRecord;
import dev.evenflow.flink.kafka.SourceRecords;
import dev.evenflow.flink.kafka.SpecificRecordSerialization;
import dev.evenflow.monitor.codec.GateSerialization;
import dev.evenflow.quality.event.QualityIncident;
import dev.evenflow.quality.event.QualityScore;
import dev.evenflow.quality.event.QuarantinedRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Makes sources and sinks from the configuration. */
final class QualityMonitorConnectors {
    private final QualityMonitorConfig config;
    private final RegistrySubjects subjects;

    QualityMonitorConnectors(QualityMonitorConfig config) {
        this.config = config;
        this.subjects = new RegistrySubjects(
                config.registry().client(), config.registry().url());
    }

    Sources sources(StreamExecutionEnvironment environment) {
        List<String> topics =
                config.datasets().stream().map(DatasetSettings::topic).toList();
        List<String> needed = new ArrayList<>(topics);
        for (DatasetSettings dataset : config.datasets()) {
            String gate = dataset.watched().gate();
            if (gate != null) needed.add(gate);
        }
        config.kafka().requireTopics(needed);
        var records = new ProbedSource<>(
                config.kafka()
                        .sourceWithoutHoles(
                                topics, config.consumerGroup(), config.start(), config.bounded(), new SourceRecords()),
                config.kafka(),
                config.idle(),
                new SourceProbes());
        // the records' own timestamps, which are the log's; only pairs across topics wait for it
        WatermarkStrategy<SourceRecord> logTime = WatermarkStrategy.forBoundedOutOfOrderness(config.disorder());
        return new Sources(environment
                .fromSource(records, logTime, QualityMonitorUids.READ_TOPICS)
                .uid(QualityMonitorUids.READ_TOPICS));
    }

    Sinks sinks() {
        String prefix = config.transactionalIdPrefix();
        Map<String, String> gates = new TreeMap<>();
        for (DatasetSettings dataset : config.datasets()) {
            String gate = dataset.watched().gate();
            if (gate != null) gates.put(dataset.topic(), gate);
        }
        return new Sinks(
                config.kafka()
                        .sink(
                                prefix + "-scores",
                                new SpecificRecordSerialization<>(
                                        config.scoresTopic(),
                                        subjects.idToWrite(config.scoresTopic(), QualityScore.getClassSchema()),
                                        QualityScore.class,
                                        score -> score.getDataset())),
                config.kafka()
                        .sink(
                                prefix + "-incidents",
                                new SpecificRecordSerialization<>(
                                        config.incidentsTopic(),
                                        subjects.idToWrite(config.incidentsTopic(), QualityIncident.getClassSchema()),
                                        QualityIncident.class,
                                        incident -> incident.getIncidentId())),
                config.kafka()
                        .sink(
                                prefix + "-quarantine",
                                new SpecificRecordSerialization<>(
                                        config.quarantineTopic(),
                                        subjects.idToWrite(
                                                config.quarantineTopic(), QuarantinedRecord.getClassSchema()),
                                        QuarantinedRecord.class,
                                        record -> record.getSourceTopic() + "-" + record.getSourcePartition())),
                gates.isEmpty() ? null : config.kafka().sink(prefix + "-passed", new GateSerialization(gates)));
    }
}
