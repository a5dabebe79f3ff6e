package dev.evenflow.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.evenflow.flink.kafka.SourceRecord;
import dev.evenflow.flink.upgrade.JobPlan;
import dev.evenflow.flink.upgrade.SavedStates;
import dev.evenflow.monitor.function.FakeRegistry;
import dev.evenflow.monitor.function.Watching;
import dev.evenflow.quality.event.QualityScore;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiter;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A savepoint of the whole job that an earlier build wrote in the middle of a history: today's graph goes on from it, and the
 * verdicts before and after it are those of one run over all. {@code -Dgolden.write=true} makes the files, for a savepoint of a
 * name of its own; those that are there stay.
 */
class GoldenSavepointIT {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/savepoint-v1");
    private static final Map<String, List<Object>> KEPT = new ConcurrentHashMap<>();
    private static final double SHARE = 0.6;

    @TempDir
    private Path directory;

    @Test
    void todaysGraphGoesOnFromIt() throws Exception {
        try (FakeRegistry registry = new FakeRegistry()) {
            List<SourceRecord> records = StreamAndBatchIT.history(registry.register(Watching.ORDER));
            if (Boolean.getBoolean("golden.write")) write(registry, records);
            start("whole", registry, records, null, 1).getJobExecutionResult().get(90, TimeUnit.SECONDS);
            start("restored", registry, records, savepoint(), 1)
                    .getJobExecutionResult()
                    .get(90, TimeUnit.SECONDS);

            List<String> before = Files.readAllLines(GOLDEN.resolve("verdicts-before.txt"));
            long missingBefore = Long.parseLong(before.get(0));
            Set<String> verdicts = StreamAndBatchIT.verdicts(scores("restored"));
            assertThat(verdicts).as("verdicts after it").hasSizeGreaterThan(10);
            assertThat(verdicts).as("none is given again").doesNotContainAnyElementsOf(before);
            verdicts.addAll(before.subList(1, before.size()));
            assertThat(verdicts).isEqualTo(StreamAndBatchIT.verdicts(scores("whole")));
            assertThat(missingBefore + StreamAndBatchIT.missing(scores("restored")))
                    .as("orders that nobody paid, those that waited in it among them")
                    .isEqualTo(StreamAndBatchIT.missing(scores("whole")));
        }
    }

    @Test
    void itHoldsEveryStateThatIsDeclared() throws Exception {
        Map<String, Set<String>> found = new TreeMap<>();
        SavedStates.read(savepoint().toUri().toString(), getClass().getClassLoader())
                .operators()
                .values()
                .forEach(operator -> {
                    if (!operator.states().isEmpty() && !operator.uid().startsWith("read-"))
                        found.put(
                                operator.uid(), new TreeSet<>(operator.states().keySet()));
                });
        Map<String, Set<String>> declared = new TreeMap<>();
        JobPlan.of(TopologyDiagramTest.graph()).operators().values().forEach(operator -> {
            if (operator.states() != null && !operator.states().isEmpty())
                declared.put(operator.uid(), new TreeSet<>(operator.states().keySet()));
        });
        assertThat(found).isEqualTo(declared);
    }

    private static List<QualityScore> scores(String run) {
        return KEPT.getOrDefault(run, List.of()).stream()
                .map(QualityScore.class::cast)
                .toList();
    }

    private Path savepoint() throws IOException {
        Path unpacked = Files.createDirectories(directory.resolve("savepoint"));
        try (InputStream in = new GZIPInputStream(Files.newInputStream(GOLDEN.resolve("_metadata.gz")))) {
            Files.write(unpacked.resolve("_metadata"), in.readAllBytes());
        }
        return unpacked;
    }

    private void write(FakeRegistry registry, List<SourceRecord> records) throws Exception {
        if (Files.exists(GOLDEN)) throw new IllegalStateException(GOLDEN + " is there: a golden is never made again");
        JobClient client = start("golden", registry, records, null, SHARE);
        await().atMost(Duration.ofMinutes(1))
                .until(() -> StreamAndBatchIT.verdicts(scores("golden")).size() > 10);
        Path savepoint = Path.of(URI.create(client.stopWithSavepoint(
                        false, directory.resolve("golden").toUri().toString(), SavepointFormatType.CANONICAL)
                .get(90, TimeUnit.SECONDS)));
        try (var files = Files.list(savepoint)) {
            assertThat(files).as("all is small enough to lie in one file").hasSize(1);
        }
        Files.createDirectories(GOLDEN);
        try (var out = new GZIPOutputStream(Files.newOutputStream(GOLDEN.resolve("_metadata.gz")))) {
            Files.copy(savepoint.resolve("_metadata"), out);
        }
        Set<String> verdicts = StreamAndBatchIT.verdicts(scores("golden"));
        Files.writeString(
                GOLDEN.resolve("verdicts-before.txt"),
                StreamAndBatchIT.missing(scores("golden")) + "\n" + String.join("\n", verdicts) + "\n");
    }

    private JobClient start(
            String name, FakeRegistry registry, List<SourceRecord> records, @Nullable Path savepoint, double share)
            throws Exception {
        QualityMonitorConfig config =
                Watching.config(directory, registry.url(), StreamAndBatchIT.PLAN, Watching.SOME_NULLS, Watching.RULES);
        Configuration flink = GlobalConfiguration.loadConfiguration("../../flink-conf");
        flink.setString("execution.checkpointing.data-inline-threshold", "1 mb");
        flink.setString("restart-strategy.type", "none");
        if (savepoint != null)
            flink.setString("execution.state-recovery.path", savepoint.toUri().toString());
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        environment.setParallelism(1);
        String source = name + " source";
        KEPT.put(source, List.copyOf(records));
        GeneratorFunction<Long, SourceRecord> record =
                index -> (SourceRecord) KEPT.get(source).get(Math.toIntExact(index));
        var generated = new DataGeneratorSource<>(
                record,
                records.size(),
                new UpTo(share == 1 ? Long.MAX_VALUE : (long) (records.size() * share)),
                TypeInformation.of(SourceRecord.class));
        var stream = environment
                .fromSource(
                        generated,
                        WatermarkStrategy.<SourceRecord>forBoundedOutOfOrderness(Duration.ofSeconds(1))
                                .withTimestampAssigner((read, before) -> read.timestamp()),
                        QualityMonitorUids.READ_TOPICS)
                .uid(QualityMonitorUids.READ_TOPICS);
        new QualityMonitorTopology(config)
                .build(
                        new Sources(stream),
                        new Sinks(
                                new Kept<>(name),
                                new DiscardingSink<>(),
                                new DiscardingSink<>(),
                                new DiscardingSink<>()));
        return environment.executeAsync(name);
    }

    /** Lets some records through at the pace of a network, and then no more. */
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
                            : granted.completeOnTimeout(null, 2, TimeUnit.MILLISECONDS);
                }
            };
        }
    }

    private record Kept<T>(String list) implements Sink<T> {
        private static final long serialVersionUID = 1L;

        @Override
        public SinkWriter<T> createWriter(WriterInitContext context) {
            List<Object> kept = KEPT.computeIfAbsent(list, name -> new CopyOnWriteArrayList<>());
            return new SinkWriter<>() {
                @Override
                public void write(T record, Context where) {
                    kept.add(record);
                }

                @Override
                public void flush(boolean endOfInput) {}

                @Override
                public void close() {}
            };
        }
    }
}
