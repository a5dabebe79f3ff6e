package dev.evenflow.fraud;

import dev.evenflow.features.plan.ChangelogPlan;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.flink.avro.Decoded;
import dev.evenflow.flink.kafka.DecodedTypeInfo;
import dev.evenflow.flink.upgrade.GoldenSavepoint;
import dev.evenflow.flink.upgrade.HeldAfter;
import dev.evenflow.flink.upgrade.KeptSink;
import dev.evenflow.fraud.state.FeatureRowTypeInfo;
import dev.evenflow.payments.FraudLabel;
import dev.evenflow.payments.Transaction;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.avro.generic.GenericRecord;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/** The job's graph over records in memory, which can be held after some of them, and whose sources go on where a savepoint left them. */
final class GoldenRun {
    private static final Map<String, List<FeatureRow>> DELIVERED = new ConcurrentHashMap<>();
    private static final Map<String, Integer> EMITTED = new ConcurrentHashMap<>();

    private final String name;
    private final FraudFeaturesConfig config;
    private final List<Transaction> transactions;
    private final List<FraudLabel> labels;
    private final Map<String, List<GenericRecord>> changes;

    /** @param options of the job */
    GoldenRun(String name, List<Transaction> transactions, List<FraudLabel> labels, String... options) {
        this(name, transactions, labels, Map.of(), options);
    }

    /** @param changes by the name of their changelog */
    GoldenRun(
            String name,
            List<Transaction> transactions,
            List<FraudLabel> labels,
            Map<String, List<GenericRecord>> changes,
            String... options) {
        this.name = name;
        this.changes = changes;
        this.config = FraudFeaturesConfig.of(options, Map.of());
        this.transactions = transactions;
        this.labels = labels;
    }

    FraudFeaturesConfig config() {
        return config;
    }

    /** Rows that a sink was given, in their order. */
    List<FeatureRow> written(String sink) {
        return KeptSink.written(name + "/" + sink, FeatureRow.class);
    }

    /** How many records the source of that id has let through. */
    int emitted(String uid) {
        return EMITTED.getOrDefault(name + "/" + uid, 0);
    }

    /** @param share of each source's records after which it waits, 1 for none */
    JobClient start(@Nullable Path savepoint, double share) throws Exception {
        return start(savepoint, share, Map.of());
    }

    /** @param shares of changelogs, by their name, where it is another */
    JobClient start(@Nullable Path savepoint, double share, Map<String, Double> shares) throws Exception {
        Configuration flink = GoldenSavepoint.flink(savepoint);
        flink.setString("pipeline.auto-watermark-interval", "5 ms");
        if (config.batch()) flink.removeConfig(StateBackendOptions.STATE_BACKEND);
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        environment.setRuntimeMode(config.mode());
        environment.setParallelism(1);
        List<FeatureRow> events = new CopyOnWriteArrayList<>();
        for (Transaction transaction : transactions) events.add(config.plan().readEvent(transaction));
        List<FeatureRow> known = new CopyOnWriteArrayList<>();
        for (FraudLabel label : labels) known.add(config.plan().readLabel(label));
        Map<String, DataStream<Decoded<FeatureRow>>> changed = new HashMap<>();
        for (ChangelogPlan changelog : config.plan().changelogs()) {
            List<FeatureRow> rows = new CopyOnWriteArrayList<>();
            for (GenericRecord change : changes.get(changelog.name())) rows.add(changelog.read(change));
            double some = shares.getOrDefault(changelog.name(), share);
            String uid = FraudFeaturesUids.readChanges(changelog.name());
            changed.put(changelog.name(), source(environment, uid, rows, some));
        }
        boolean labelled = config.featureSet().labels() != null;
        new FraudFeaturesTopology(config)
                .build(
                        new Sources(
                                source(environment, FraudFeaturesUids.READ_TRANSACTIONS, events, share),
                                labelled ? source(environment, FraudFeaturesUids.READ_LABELS, known, share) : null,
                                changed),
                        new Sinks(
                                new KeptSink<>(name + "/served", FeatureRow::copy),
                                new KeptSink<>(name + "/settled", FeatureRow::copy),
                                new Discarded<>(),
                                new Discarded<>()));
        return environment.executeAsync(name);
    }

    private DataStream<Decoded<FeatureRow>> source(
            StreamExecutionEnvironment environment, String uid, List<FeatureRow> rows, double share) {
        String key = name + "/" + uid;
        DELIVERED.put(key, rows);
        GeneratorFunction<Long, Decoded<FeatureRow>> row = index -> {
            EMITTED.put(key, Math.toIntExact(index) + 1);
            return Decoded.of(DELIVERED.get(key).get(Math.toIntExact(index)).copy());
        };
        WatermarkStrategy<Decoded<FeatureRow>> times = WatermarkStrategy.<Decoded<FeatureRow>>forBoundedOutOfOrderness(
                        config.disorder())
                .withTimestampAssigner((decoded, before) -> decoded.value().time);
        return environment
                .fromSource(
                        new DataGeneratorSource<>(
                                row,
                                rows.size(),
                                HeldAfter.share(share, rows.size()),
                                new DecodedTypeInfo<>(new FeatureRowTypeInfo(config.featureSet()))),
                        times,
                        uid)
                .uid(uid);
    }

    /** What no record may reach. */
    private record Discarded<T>() implements Sink<T> {
        private static final long serialVersionUID = 1L;

        @Override
        public SinkWriter<T> createWriter(WriterInitContext context) {
            return new SinkWriter<>() {
                @Override
                public void write(T record, Context where) {
                    throw new IllegalStateException("late or rejected: " + record);
                }

                @Override
                public void flush(boolean endOfInput) {}

                @Override
                public void close() {}
            };
        }
    }
}
