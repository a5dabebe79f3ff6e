package dev.evenflow.inferencearchive;

import dev.evenflow.archive.store.ArchiveConfig;
import dev.evenflow.archive.store.ArchiveTable;
import dev.evenflow.archive.store.PlaceConfig;
import dev.evenflow.flink.lineage.DatasetFacts;
import dev.evenflow.flink.lineage.LineageDataset;
import dev.evenflow.flink.lineage.LineageRun;
import dev.evenflow.flink.lineage.ReportLineage;
import dev.evenflow.inference.ArchiveCommit;
import dev.evenflow.inference.InferenceFeedback;
import dev.evenflow.inference.InferenceRequest;
import dev.evenflow.inference.InferenceResponse;
import dev.evenflow.operations.DeadLetter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;

/**
 * What a run reads and writes: topics, and the tables of every place. The version of the tables is the archive's commit:
 * its number and the head of its chain, by which the ledger names the Iceberg snapshots of all of them.
 */
final class InferenceArchiveLineage {
    private InferenceArchiveLineage() {}

    static LineageRun of(InferenceArchiveConfig config) {
        List<LineageDataset> inputs = new ArrayList<>(List.of(
                topic(config, config.requestsTopic(), InferenceRequest.getClassSchema()),
                topic(config, config.responsesTopic(), InferenceResponse.getClassSchema()),
                topic(config, config.feedbackTopic(), InferenceFeedback.getClassSchema())));
        for (String vectors : config.vectorTopics())
            inputs.add(LineageDataset.topic(config.kafka().bootstrap(), vectors, null));
        List<LineageDataset> outputs = new ArrayList<>();
        for (PlaceConfig place : config.archive().places())
            for (ArchiveTable table : ArchiveTable.values()) outputs.add(table(config.archive(), place, table));
        outputs.add(topic(config, config.commitsTopic(), ArchiveCommit.getClassSchema()));
        outputs.add(topic(config, config.deadLettersTopic(), DeadLetter.getClassSchema()));
        return new LineageRun(config.lineage(), config.jobName(), InferenceArchiveJob.NAME, false, inputs, outputs);
    }

    private static LineageDataset topic(InferenceArchiveConfig config, String topic, Schema schema) {
        return LineageDataset.topic(config.kafka().bootstrap(), topic, schema);
    }

    private static LineageDataset table(ArchiveConfig archive, PlaceConfig place, ArchiveTable table) {
        return new LineageDataset(
                "evenflow-archive:" + archive.archive(),
                name(place, table),
                table.rows().toString(),
                null,
                Map.of());
    }

    /** As {@code eu.archive.inferences}: a catalog's address may hold secrets, and a place is known by its name. */
    private static String name(PlaceConfig place, ArchiveTable table) {
        return place.place() + "." + place.namespace() + "." + table.table();
    }

    /** Each commit is a new version of the archive's tables. */
    static final class OfCommits implements ReportLineage.Facts<ArchiveCommit> {
        private static final long serialVersionUID = 1L;
        private final List<String> tables;

        OfCommits(ArchiveConfig archive) {
            List<String> names = new ArrayList<>();
            for (PlaceConfig place : archive.places())
                for (ArchiveTable table : ArchiveTable.values()) names.add(name(place, table));
            this.tables = List.copyOf(names);
        }

        @Override
        public List<DatasetFacts> of(ArchiveCommit commit) {
            String version = "commit " + commit.getSequence() + ", head " + Objects.requireNonNull(commit.getHead());
            return tables.stream()
                    .map(table -> new DatasetFacts(table, version, List.of()))
                    .toList();
        }
    }
}
