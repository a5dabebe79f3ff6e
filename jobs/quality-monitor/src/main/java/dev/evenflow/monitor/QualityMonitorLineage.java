package dev.evenflow.monitor;

import dev.evenflow.flink.lineage.DatasetFacts;
import dev.evenflow.flink.lineage.LineageDataset;
import dev.evenflow.flink.lineage.LineageRun;
import dev.evenflow.quality.event.QualityCheck;
import dev.evenflow.quality.event.QualityIncident;
import dev.evenflow.quality.event.QualityOutcome;
import dev.evenflow.quality.event.QualityScore;
import dev.evenflow.quality.event.QuarantinedRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** What a run watches and writes. Its verdicts become quality assertions of what it watches. */
final class QualityMonitorLineage {
    private QualityMonitorLineage() {}

    static LineageRun of(QualityMonitorConfig config) {
        List<LineageDataset> inputs = new ArrayList<>();
        List<LineageDataset> outputs = new ArrayList<>(List.of(
                topic(config, config.scoresTopic(), QualityScore.getClassSchema()),
                topic(config, config.incidentsTopic(), QualityIncident.getClassSchema()),
                topic(config, config.quarantineTopic(), QuarantinedRecord.getClassSchema())));
        for (DatasetSettings dataset : config.datasets()) {
            // what is watched has the schemas of its records, which the monitor meets only then
            inputs.add(topic(config, dataset.topic(), null));
            String gate = dataset.watched().gate();
            if (gate != null) outputs.add(topic(config, gate, null));
        }
        return new LineageRun(
                config.lineageSettings(), config.jobName(), QualityMonitorJob.NAME, config.batch(), inputs, outputs);
    }

    private static LineageDataset topic(QualityMonitorConfig config, String topic, @Nullable Schema schema) {
        return LineageDataset.topic(config.kafka().bootstrap(), topic, schema);
    }

    /** Rules on trial and what could not be judged assert nothing; neither does history, which is told of as it was. */
    static List<DatasetFacts> facts(QualityScore score) {
        if (score.getShadow() || score.getBackfill()) return List.of();
        List<DatasetFacts.Assertion> assertions = new ArrayList<>();
        for (QualityCheck check : score.getChecks()) {
            // a rule that looks at each partition or group would be told once for each: those belong to the scores
            if (check.getOutcome() == QualityOutcome.UNKNOWN
                    || check.getSubject().contains("/")) continue;
            assertions.add(new DatasetFacts.Assertion(
                    check.getRule(),
                    check.getSubject().isEmpty() ? null : check.getSubject(),
                    check.getOutcome() == QualityOutcome.PASS,
                    check.getSeverity().name().toLowerCase(Locale.ROOT),
                    check.getExpected(),
                    check.getValue() == null ? null : check.getValue().toString()));
        }
        return assertions.isEmpty() ? List.of() : List.of(new DatasetFacts(score.getDataset(), null, assertions));
    }
}
