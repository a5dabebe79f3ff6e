package dev.evenflow.inferencearchive;

import dev.evenflow.flink.avro.RegistrySubjects;
import dev.evenflow.flink.kafka.ProbedSource;
import dev.evenflow.flink.kafka.SourceProbes;
import dev.evenflow.flink.kafka.SourceRecord;
import dev.evenflow.flink.kafka.SourceRecords;
import dev.evenflow.flink.kafka.SpecificRecordSerialization;
import dev.evenflow.inference.ArchiveCommit;
import dev.evenflow.inference.InferenceFeedback;
import dev.evenflow.inference.InferenceRequest;
import dev.evenflow.inference.InferenceResponse;
import dev.evenflow.operations.DeadLetter;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Makes sources and sinks from the configuration. */
final class InferenceArchiveConnectors {
    private final InferenceArchiveConfig config;
    private final RegistrySubjects subjects;

    InferenceArchiveConnectors(InferenceArchiveConfig config) {
        this.config = config;
        this.subjects = new RegistrySubjects(
                config.registry().client(), config.registry().url());
    }

    Sources sources(StreamExecutionEnvironment environment) {
        return new Sources(
                source(
                        environment,
                        config.requestsTopic(),
                        InferenceRequest.getClassSchema(),
                        InferenceArchiveUids.READ_REQUESTS),
                source(
                        environment,
                        config.responsesTopic(),
                        InferenceResponse.getClassSchema(),
                        InferenceArchiveUids.READ_RESPONSES),
                source(
                        environment,
                        config.feedbackTopic(),
                        InferenceFeedback.getClassSchema(),
                        InferenceArchiveUids.READ_FEEDBACK),
                config.vectorTopics().isEmpty()
                        ? null
                        : from(environment, config.vectorTopics(), InferenceArchiveUids.READ_VECTORS));
    }

    private DataStream<SourceRecord> source(
            StreamExecutionEnvironment environment, String topic, Schema schema, String uid) {
        subjects.checkReadable(topic, schema);
        return from(environment, List.of(topic), uid);
    }

    private DataStream<SourceRecord> from(StreamExecutionEnvironment environment, List<String> topics, String uid) {
        var records = new ProbedSource<>(
                config.kafka()
                        .sourceWithoutHoles(
                                topics, config.consumerGroup(), config.start(), config.bounded(), new SourceRecords()),
                config.kafka(),
                config.idle(),
                new SourceProbes());
        // the records' own timestamps, which are the log's
        WatermarkStrategy<SourceRecord> logTime = WatermarkStrategy.forBoundedOutOfOrderness(config.disorder());
        return environment.fromSource(records, logTime, uid).uid(uid);
    }

    Sinks sinks() {
        return new Sinks(
                config.kafka()
                        .sink(
                                config.transactionalIdPrefix() + "-rejected",
                                new SpecificRecordSerialization<>(
                                        config.deadLettersTopic(),
                                        subjects.idToWrite(config.deadLettersTopic(), DeadLetter.getClassSchema()),
                                        DeadLetter.class,
                                        letter -> letter.getSourceTopic() + "-" + letter.getSourcePartition())),
                config.kafka()
                        .sink(
                                config.transactionalIdPrefix() + "-commits",
                                new SpecificRecordSerialization<>(
                                        config.commitsTopic(),
                                        subjects.idToWrite(config.commitsTopic(), ArchiveCommit.getClassSchema()),
                                        ArchiveCommit.class,
                                        commit -> commit.getArchive())));
    }
}
