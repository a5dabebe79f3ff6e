package dev.evenflow.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.evenflow.flink.kafka.SourceRecord;
import dev.evenflow.flink.upgrade.GoldenSavepoint;
import dev.evenflow.flink.upgrade.HeldAfter;
import dev.evenflow.flink.upgrade.JobPlan;
import dev.evenflow.flink.upgrade.KeptSink;
import dev.evenflow.monitor.function.FakeRegistry;
import dev.evenflow.monitor.function.Watching;
import dev.evenflow.quality.event.QualityScore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.core.execution.JobClient;
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
    private static final GoldenSavepoint GOLDEN = new GoldenSavepoint("src/test/resources/golden/savepoint-v1");
    private static final Map<String, List<SourceRecord>> HISTORY = new ConcurrentHashMap<>();
    private static final double SHARE = 0.6;

    @TempDir
    private Path directory;

    @Test
    void todaysGraphGoesOnFromIt() throws Exception {
        try (FakeRegistry registry = new FakeRegistry()) {
            List<SourceRecord> records = StreamAndBatchIT.history(registry.register(Watching.ORDER));
            if (Boolean.getBoolean("golden.write")) write(registry, records);
            start("whole", registry, records, null, 1).getJobExecutionResult().get(90, TimeUnit.SECONDS);
            start("restored", registry, records, GOLDEN.unpacked(directory), 1)
                    .getJobExecutionResult()
                    .get(90, TimeUnit.SECONDS);

            List<String> before = Files.readAllLines(GOLDEN.file("verdicts-before.txt"));
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
        GOLDEN.mustHoldWhatIsDeclared(
                JobPlan.of(TopologyDiagramTest.graph()), directory, getClass().getClassLoader());
    }

    private static List<QualityScore> scores(String run) {
        return KeptSink.written(run, QualityScore.class);
    }

    private void write(FakeRegistry registry, List<SourceRecord> records) throws Exception {
        GOLDEN.requireAbsent();
        JobClient client = start("golden", registry, records, null, SHARE);
        await().atMost(Duration.ofMinutes(1))
                .until(() -> StreamAndBatchIT.verdicts(scores("golden")).size() > 10);
        GOLDEN.write(client, directory);
        Set<String> verdicts = StreamAndBatchIT.verdicts(scores("golden"));
        Files.writeString(
                GOLDEN.file("verdicts-before.txt"),
                StreamAndBatchIT.missing(scores("golden")) + "\n" + String.join("\n", verdicts) + "\n");
    }

    private JobClient start(
            String name, FakeRegistry registry, List<SourceRecord> records, @Nullable Path savepoint, double share)
            throws Exception {
        QualityMonitorConfig config =
                Watching.config(directory, registry.url(), StreamAndBatchIT.PLAN, Watching.SOME_NULLS, Watching.RULES);
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(GoldenSavepoint.flink(savepoint));
        environment.setParallelism(1);
        String source = name + " source";
        HISTORY.put(source, List.copyOf(records));
        GeneratorFunction<Long, SourceRecord> record =
                index -> HISTORY.get(source).get(Math.toIntExact(index));
        var generated = new DataGeneratorSource<>(
                record, records.size(), HeldAfter.share(share, records.size()), TypeInformation.of(SourceRecord.class));
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
                                new KeptSink<>(name),
                                new DiscardingSink<>(),
                                new DiscardingSink<>(),
                                new DiscardingSink<>()));
        return environment.executeAsync(name);
    }
}
