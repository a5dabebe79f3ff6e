package dev.evenflow.fraud;

import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.flink.avro.Decoded;
import dev.evenflow.flink.kafka.DecodedTypeInfo;
import dev.evenflow.fraud.state.FeatureRowTypeInfo;
import dev.evenflow.payments.FraudLabel;
import dev.evenflow.payments.Transaction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiter;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/** The job's graph over records in memory, which can be held after some of them, and whose sources go on where a savepoint left them. */
final class GoldenRun {
    private static final Map<String, List<FeatureRow>> WRITTEN = new ConcurrentHashMap<>();

    private final String name;
    private final FraudFeaturesConfig config;
    private final List<Transaction> transactions;
    private final List<FraudLabel> labels;

    /** @param options of the job */
    GoldenRun(String name, List<Transaction> transactions, List<FraudLabel> labels, String... options) {
        this.name = name;
        this.config = FraudFeaturesConfig.of(options, Map.of());
        this.transactions = transactions;
        this.labels = labels;
    }

    FraudFeaturesConfig config() {
        return config;
    }

    /** Rows that a sink was given, in their order. */
    List<FeatureRow> written(String sink) {
        return WRITTEN.computeIfAbsent(name + "/" + sink, n -> new CopyOnWriteArrayList<>());
    }

    /** @param share of each source's records after which it waits, 1 for none */
    JobClient start(@Nullable Path savepoint, double share) throws Exception {
        Configuration flink = GlobalConfiguration.loadConfiguration("../../flink-conf");
        flink.setString("execution.checkpointing.data-inline-threshold", "1 mb");
        flink.setString("pipeline.auto-watermark-interval", "5 ms");
        flink.setString("restart-strategy.type", "none");
        if (savepoint != null)
            flink.setString("execution.state-recovery.path", savepoint.toUri().toString());
        if (config.batch()) flink.removeConfig(StateBackendOptions.STATE_BACKEND);
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        environment.setRuntimeMode(config.mode());
        environment.setParallelism(1);
        List<FeatureRow> events = new CopyOnWriteArrayList<>();
        for (Transaction transaction : transactions) events.add(config.plan().readEvent(transaction));
        List<FeatureRow> known = new CopyOnWriteArrayList<>();
        for (FraudLabel label : labels) known.add(config.plan().readLabel(label));
        new FraudFeaturesTopology(config)
                .build(
                        new Sources(
                                source(environment, FraudFeaturesUids.READ_TRANSACTIONS, events, share),
                                source(environment, FraudFeaturesUids.READ_LABELS, known, share)),
                        new Sinks(
                                new Kept(name + "/served"),
                                new Kept(name + "/settled"),
                                new Discarded<>(),
                                new Discarded<>()));
        return environment.executeAsync(name);
    }

    private DataStream<Decoded<FeatureRow>> source(
            StreamExecutionEnvironment environment, String uid, List<FeatureRow> rows, double share) {
        String key = name + "/" + uid;
        WRITTEN.put(key, rows);
        GeneratorFunction<Long, Decoded<FeatureRow>> row =
                index -> Decoded.of(WRITTEN.get(key).get(Math.toIntExact(index)).copy());
        WatermarkStrategy<Decoded<FeatureRow>> times = WatermarkStrategy.<Decoded<FeatureRow>>forBoundedOutOfOrderness(
                        config.disorder())
                .withTimestampAssigner((decoded, before) -> decoded.value().time);
        return environment
                .fromSource(
                        new DataGeneratorSource<>(
                                row,
                                rows.size(),
                                new UpTo(share == 1 ? Long.MAX_VALUE : (long) (rows.size() * share)),
                                new DecodedTypeInfo<>(new FeatureRowTypeInfo(config.featureSet()))),
                        times,
                        uid)
                .uid(uid);
    }

    /** Lets some records through at the pace of a network, so that watermarks pass between them, and then no more. */
    private record UpTo(long count) implements RateLimiterStrategy<NumberSequenceSplit> {
        private static final long serialVersionUID = 1L;

        @Override
        public RateLimiter<NumberSequenceSplit> createRateLimiter(int parallelism) {
            AtomicLong left = new AtomicLong(count);
            return new RateLimiter<>() {
                @Override
                public CompletionStage<Void> acquire(int permits) {
                    CompletableFuture<Void> granted = new CompletableFuture<>();
                    return left.addAndGet(-permits) < 0
                            ? granted
                            : granted.completeOnTimeout(null, 2, java.util.concurrent.TimeUnit.MILLISECONDS);
                }
            };
        }
    }

    private record Kept(String list) implements Sink<FeatureRow> {
        private static final long serialVersionUID = 1L;

        @Override
        public SinkWriter<FeatureRow> createWriter(WriterInitContext context) throws IOException {
            List<FeatureRow> rows = WRITTEN.computeIfAbsent(list, n -> new CopyOnWriteArrayList<>());
            return new SinkWriter<>() {
                @Override
                public void write(FeatureRow row, Context where) {
                    rows.add(row.copy());
                }

                @Override
                public void flush(boolean endOfInput) {}

                @Override
                public void close() {}
            };
        }
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
