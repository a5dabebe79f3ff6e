package dev.evenflow.fraud;

import dev.evenflow.features.plan.ChangelogPlan;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.flink.avro.Decoded;
import dev.evenflow.flink.avro.RecordReader;
import dev.evenflow.flink.avro.RegistryConnection;
import dev.evenflow.flink.avro.RegistrySubjects;
import dev.evenflow.flink.files.RecordFileFormat;
import dev.evenflow.flink.files.RecordFiles;
import dev.evenflow.flink.kafka.DeadLetteringDeserializer;
import dev.evenflow.flink.kafka.KafkaConnection;
import dev.evenflow.flink.kafka.RecordKey;
import dev.evenflow.flink.kafka.SpecificRecordSerialization;
import dev.evenflow.fraud.codec.Emission;
import dev.evenflow.fraud.codec.RowReaders;
import dev.evenflow.fraud.codec.VectorFields;
import dev.evenflow.fraud.codec.VectorSerialization;
import dev.evenflow.fraud.state.FeatureRowTypeInfo;
import dev.evenflow.fraud.state.FeatureSet;
import dev.evenflow.operations.DeadLetter;
import dev.evenflow.operations.LateEvent;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/** Makes sources and sinks from the configuration: topics or files, each end on its own. */
final class FraudFeaturesConnectors {
    private final FraudFeaturesConfig config;
    private final FeatureSet set;
    private final @Nullable RegistrySubjects subjects;

    FraudFeaturesConnectors(FraudFeaturesConfig config) {
        this.config = config;
        this.set = config.featureSet();
        RegistryConnection registry = config.registry();
        this.subjects = registry == null ? null : new RegistrySubjects(registry.client(), registry.url());
    }

    Sources sources(StreamExecutionEnvironment environment) {
        DataStream<Decoded<FeatureRow>> transactions = source(
                environment,
                "transactions",
                config.transactionsTopic(),
                set.source(),
                RowReaders.ofEvents(set, config.maxFuture().toMillis()),
                config.plan().sourceFields(),
                config.transactionsIdle(),
                FraudFeaturesUids.READ_TRANSACTIONS);
        Schema labels = set.labels();
        Map<String, DataStream<Decoded<FeatureRow>>> changes = new HashMap<>();
        for (ChangelogPlan changelog : config.plan().changelogs())
            changes.put(changelog.name(), changes(environment, changelog));
        return new Sources(
                transactions,
                labels == null
                        ? null
                        : source(
                                environment,
                                "labels",
                                config.labelsTopic(),
                                labels,
                                RowReaders.ofLabels(set, config.maxFuture().toMillis()),
                                labels.getFields().stream()
                                        .map(Schema.Field::name)
                                        .toList(),
                                config.labelsIdle(),
                                FraudFeaturesUids.READ_LABELS),
                changes);
    }

    private DataStream<Decoded<FeatureRow>> changes(StreamExecutionEnvironment environment, ChangelogPlan changelog) {
        Schema envelope = set.changelog(changelog.schema());
        return source(
                environment,
                changelog.name(),
                changelog.topic(),
                envelope,
                RowReaders.ofChanges(set, changelog.name(), config.maxFuture().toMillis()),
                envelope.getFields().stream().map(Schema.Field::name).toList(),
                config.labelsIdle(),
                FraudFeaturesUids.readChanges(changelog.name()));
    }

    private DataStream<Decoded<FeatureRow>> source(
            StreamExecutionEnvironment environment,
            String folder,
            String topic,
            Schema schema,
            RecordReader<FeatureRow> reader,
            Collection<String> fields,
            Duration idle,
            String uid) {
        FeatureRowTypeInfo type = new FeatureRowTypeInfo(set);
        WatermarkStrategy<Decoded<FeatureRow>> watermarks =
                WatermarkStrategy.<Decoded<FeatureRow>>forBoundedOutOfOrderness(config.disorder())
                        .withTimestampAssigner((decoded, broker) -> {
                            FeatureRow row = decoded.value();
                            return row == null ? Long.MIN_VALUE : row.time;
                        });
        if (!idle.isZero() && !config.batch()) watermarks = watermarks.withIdleness(idle);
        String directory = config.sourceDirectory();
        if (directory != null) {
            String path = directory + "/" + folder;
            var format = new RecordFileFormat<>(FraudFeaturesJob.NAME, path, schema, reader, type, fields);
            FileSource<Decoded<FeatureRow>> files =
                    FileSource.forRecordStreamFormat(format, new Path(path)).build();
            return environment.fromSource(files, watermarks, uid).uid(uid);
        }
        Objects.requireNonNull(subjects).checkReadable(topic, schema);
        var deserializer = new DeadLetteringDeserializer<>(
                FraudFeaturesJob.NAME, Objects.requireNonNull(config.registry()), schema, reader, type);
        if (config.plan().changelogs().stream().anyMatch(each -> each.topic().equals(topic)))
            deserializer.withoutTombstones();
        KafkaConnection kafka = Objects.requireNonNull(config.kafka());
        return environment
                .fromSource(
                        kafka.source(topic, config.consumerGroup(), config.start(), config.bounded(), deserializer),
                        watermarks,
                        uid)
                .uid(uid);
    }

    Sinks sinks() {
        return new Sinks(
                vectors(config.servedTopic(), "served", Emission.SERVED, config.serves()),
                vectors(config.settledTopic(), "settled", Emission.SETTLED, config.settles()),
                records(
                        config.lateEventsTopic(),
                        "late",
                        LateEvent.class,
                        LateEvent.getClassSchema(),
                        LateEvent::getEventId),
                records(
                        config.deadLettersTopic(),
                        "rejected",
                        DeadLetter.class,
                        DeadLetter.getClassSchema(),
                        letter -> letter.getSourceTopic() + "-" + letter.getSourcePartition()));
    }

    private Sink<FeatureRow> vectors(String topic, String name, Emission emission, boolean used) {
        Schema schema = config.plan().vectorSchema();
        String directory = config.outputDirectory();
        if (directory != null) {
            FeatureSet features = set;
            String folder =
                    directory + (config.emit() == FraudFeaturesConfig.Emit.BOTH ? "/vectors-" + name : "/vectors");
            String format = config.format().name();
            VectorFields fields = new VectorFields(features, emission);
            return RecordFiles.sink(
                    folder,
                    format,
                    RecordFiles.writers(
                            format,
                            schema,
                            row -> features.plan().toVector(row, emission.of(row)),
                            fields,
                            fields.distinct()));
        }
        int id = used ? Objects.requireNonNull(subjects).idToWrite(topic, schema) : -1;
        var serialization = new VectorSerialization(set, topic, id, emission, config.cut());
        return emission == Emission.SERVED && config.servedDelivery() == FraudFeaturesConfig.Delivery.AT_LEAST_ONCE
                ? kafka().sinkAtLeastOnce(serialization)
                : kafka().sink(config.transactionalIdPrefix() + "-" + name, serialization);
    }

    private <T extends SpecificRecord> Sink<T> records(
            String topic, String name, Class<T> type, Schema schema, RecordKey<T> key) {
        String directory = config.outputDirectory();
        if (directory != null) return RecordFiles.sink(directory + "/" + name, "AVRO", schema, record -> record);
        int id = Objects.requireNonNull(subjects).idToWrite(topic, schema);
        return kafka().sink(
                        config.transactionalIdPrefix() + "-" + name,
                        new SpecificRecordSerialization<>(topic, id, type, key));
    }

    private KafkaConnection kafka() {
        return Objects.requireNonNull(config.kafka());
    }
}
