package dev.evenflow.fraud;

import dev.evenflow.features.plan.FeaturePlan;
import dev.evenflow.features.spec.FeatureSetSpec;
import dev.evenflow.flink.kafka.KafkaConnection;
import dev.evenflow.flink.lineage.DatasetFacts;
import dev.evenflow.flink.lineage.LineageDataset;
import dev.evenflow.flink.lineage.LineageRun;
import dev.evenflow.operations.DeadLetter;
import dev.evenflow.operations.LateEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** What a run reads and writes, with the fields that each feature is made from. */
final class FraudFeaturesLineage {
    private FraudFeaturesLineage() {}

    static LineageRun of(FraudFeaturesConfig config) {
        FeaturePlan plan = config.plan();
        List<LineageDataset> inputs = new ArrayList<>();
        LineageDataset events = input(
                config,
                config.transactionsTopic(),
                "transactions",
                config.featureSet().source());
        inputs.add(events);
        Schema labelSchema = config.featureSet().labels();
        LineageDataset labels = labelSchema == null ? null : input(config, config.labelsTopic(), "labels", labelSchema);
        if (labels != null) inputs.add(labels);

        Map<String, List<LineageDataset.Field>> columns = FeatureSources.of(plan, events, labels);
        for (FeatureSetSpec.ChangelogSpec changelog : plan.spec().changelogs()) {
            LineageDataset table = input(
                    config,
                    changelog.topic(),
                    changelog.name(),
                    config.featureSet().changelog(changelog.schema()));
            inputs.add(table);
            for (FeatureSetSpec.AttributeSpec attribute : changelog.attributes())
                columns.put(
                        attribute.name(),
                        List.of(
                                new LineageDataset.Field(events.namespace(), events.name(), changelog.key()),
                                new LineageDataset.Field(
                                        table.namespace(), table.name(), "after." + attribute.attribute())));
        }
        List<LineageDataset> outputs = new ArrayList<>();
        boolean both = config.emit() == FraudFeaturesConfig.Emit.BOTH;
        if (config.serves())
            outputs.add(vectors(config, config.servedTopic(), both ? "vectors-served" : "vectors", columns));
        if (config.settles()) {
            outputs.add(vectors(config, config.settledTopic(), both ? "vectors-settled" : "vectors", columns));
            outputs.add(output(config, config.lateEventsTopic(), "late", LateEvent.getClassSchema()));
        }
        outputs.add(output(config, config.deadLettersTopic(), "rejected", DeadLetter.getClassSchema()));
        return new LineageRun(
                config.lineage(),
                FraudFeaturesJob.NAME + " " + plan.name(),
                FraudFeaturesJob.NAME,
                config.batch(),
                inputs,
                outputs);
    }

    /** A record that could not be used says that not every record of its source can. */
    static List<DatasetFacts> facts(DeadLetter letter) {
        return List.of(new DatasetFacts(
                letter.getSourceTopic(),
                null,
                List.of(new DatasetFacts.Assertion(
                        "usable", null, false, "error", "every record can be used", "some were rejected"))));
    }

    private static LineageDataset vectors(
            FraudFeaturesConfig config, String topic, String folder, Map<String, List<LineageDataset.Field>> columns) {
        return output(config, topic, folder, config.plan().vectorSchema())
                .ofVersion(config.plan().version())
                .from(columns);
    }

    private static LineageDataset input(FraudFeaturesConfig config, String topic, String folder, Schema schema) {
        return dataset(config.kafka(), config.sourceDirectory(), topic, folder, schema);
    }

    private static LineageDataset output(FraudFeaturesConfig config, String topic, String folder, Schema schema) {
        return dataset(config.kafka(), config.outputDirectory(), topic, folder, schema);
    }

    private static LineageDataset dataset(
            @Nullable KafkaConnection kafka, @Nullable String directory, String topic, String folder, Schema schema) {
        return directory == null
                ? LineageDataset.topic(Objects.requireNonNull(kafka).bootstrap(), topic, schema)
                : LineageDataset.directory(directory + "/" + folder, schema);
    }
}
