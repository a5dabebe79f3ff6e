package dev.evenflow.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.flink.kafka.SourceRecord;
import dev.evenflow.monitor.function.FakeRegistry;
import dev.evenflow.monitor.function.Watching;
import dev.evenflow.quality.event.QualityDimension;
import dev.evenflow.quality.event.QualityIncident;
import dev.evenflow.quality.event.QualityScore;
import dev.evenflow.quality.event.QuarantinedRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.formats.avro.AvroWriters;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same history, streamed and in a batch, on one task and on more than there are partitions: the same verdicts. */
class StreamAndBatchIT {
    private static final long START = 1_700_000_000_000L;
    private static final int SECONDS = 95;
    static final String PLAN = "- {topic: orders}\n- {topic: payments}\n";

    @TempDir
    private Path directory;

    @Test
    void historyHasTheSameVerdictsHoweverItIsRead() throws Exception {
        try (FakeRegistry registry = new FakeRegistry()) {
            List<SourceRecord> records = history(registry.register(Watching.ORDER));
            Path stream = run("stream", registry, records, RuntimeExecutionMode.STREAMING, 1);
            Path wide = run("wide", registry, records, RuntimeExecutionMode.STREAMING, 3);
            Path batch = run("batch", registry, records, RuntimeExecutionMode.BATCH, 1);

            Set<String> verdicts = verdicts(stream);
            assertThat(verdicts).hasSizeGreaterThan(40);
            assertThat(verdicts(wide)).isEqualTo(verdicts);
            assertThat(verdicts(batch)).isEqualTo(verdicts);
            assertThat(quarantined(stream)).containsExactly("orders/0/40", "orders/1/71");
            assertThat(quarantined(wide)).isEqualTo(quarantined(stream));
            assertThat(quarantined(batch)).isEqualTo(quarantined(stream));
            // nine orders that are not paid, and the payment of the one that cannot be read
            assertThat(List.of(missing(stream), missing(wide), missing(batch))).containsOnly(10L);
            // it is history: nobody is told
            assertThat(read(stream.resolve("incidents"), QualityIncident.class)).isEmpty();
        }
    }

    /** An order and its payment each second in two partitions; a tenth of the orders is not paid, one is wrong, one unreadable. */
    static List<SourceRecord> history(int schema) throws IOException {
        List<SourceRecord> records = new ArrayList<>();
        for (int second = 0; second < SECONDS; second++) {
            long at = START + second * 1_000L;
            String country = second % 5 == 0 ? null : "DE";
            double amount = second == 40 ? -1 : second;
            byte[] order = Watching.bytes(schema, Watching.order("o" + second, at, amount, country));
            if (second == 71) order = new byte[] {7};
            records.add(Watching.record("orders", second % 2, second, at, order));
            if (second % 10 == 3 && second != 3) continue;
            records.add(Watching.record(
                    "payments",
                    0,
                    second,
                    at + 400,
                    Watching.bytes(schema, Watching.order("o" + second, at, 1.0, "DE"))));
        }
        return records;
    }

    private Path run(
            String name, FakeRegistry registry, List<SourceRecord> records, RuntimeExecutionMode mode, int parallelism)
            throws Exception {
        Path out = directory.resolve(name);
        QualityMonitorConfig config =
                Watching.config(directory, registry.url(), PLAN, Watching.SOME_NULLS, Watching.RULES);
        Configuration flink = GlobalConfiguration.loadConfiguration("../../flink-conf");
        flink.setString("restart-strategy.type", "none");
        flink.setString("execution.checkpointing.interval", "200 ms");
        flink.setString("execution.checkpointing.min-pause", "0 ms");
        if (mode == RuntimeExecutionMode.BATCH) flink.removeConfig(StateBackendOptions.STATE_BACKEND);
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        environment.setRuntimeMode(mode);
        environment.setParallelism(parallelism);
        DataStream<SourceRecord> source = environment
                .fromData(records, TypeInformation.of(SourceRecord.class))
                .uid(QualityMonitorUids.READ_TOPICS)
                .assignTimestampsAndWatermarks(
                        WatermarkStrategy.<SourceRecord>forBoundedOutOfOrderness(Duration.ofSeconds(1))
                                .withTimestampAssigner((record, before) -> record.timestamp()))
                .setParallelism(1)
                .uid("tell-time")
                // as Kafka's source has it: a partition is read by one task
                .partitionCustom((partition, tasks) -> partition % tasks, SourceRecord::partition);
        new QualityMonitorTopology(config)
                .build(
                        new Sources(source),
                        new Sinks(
                                files(out.resolve("scores"), QualityScore.class),
                                files(out.resolve("incidents"), QualityIncident.class),
                                files(out.resolve("quarantine"), QuarantinedRecord.class),
                                new DiscardingSink<>()));
        environment.execute(name);
        return out;
    }

    private static <T extends SpecificRecordBase> Sink<T> files(Path folder, Class<T> type) {
        return FileSink.forBulkFormat(
                        new org.apache.flink.core.fs.Path(folder.toUri()), AvroWriters.forSpecificRecord(type))
                .build();
    }

    /**
     * The last verdict on each window in the dimensions that are of its records. How fresh something is depends on when one
     * looks, and pairs are judged with whatever window is next.
     */
    private static Set<String> verdicts(Path run) throws IOException {
        return verdicts(read(run.resolve("scores"), QualityScore.class));
    }

    static Set<String> verdicts(List<QualityScore> scores) {
        Set<String> verdicts = new TreeSet<>();
        for (QualityScore score : scores) {
            if (Set.of(QualityDimension.FRESHNESS, QualityDimension.CONSISTENCY, QualityDimension.OVERALL)
                    .contains(score.getDimension())) continue;
            verdicts.add(score.getDataset() + " " + score.getWindowStart() + " " + score.getDimension() + " "
                    + score.getState() + " " + score.getScore() + " of " + score.getRecords());
        }
        return verdicts;
    }

    private static Set<String> quarantined(Path run) throws IOException {
        Set<String> places = new TreeSet<>();
        for (QuarantinedRecord record : read(run.resolve("quarantine"), QuarantinedRecord.class))
            places.add(record.getSourceTopic() + "/" + record.getSourcePartition() + "/" + record.getSourceOffset());
        return places;
    }

    /** Records without partner, over all verdicts. */
    private static long missing(Path run) throws IOException {
        return missing(read(run.resolve("scores"), QualityScore.class));
    }

    static long missing(List<QualityScore> scores) {
        return scores.stream()
                .flatMap(score -> score.getChecks().stream())
                .filter(check -> check.getRule().equals("pairs") && check.getFailed() > 0)
                .mapToLong(check -> check.getFailed())
                .sum();
    }

    private static <T extends SpecificRecordBase> List<T> read(Path folder, Class<T> type) throws IOException {
        List<T> records = new ArrayList<>();
        if (!Files.isDirectory(folder)) return records;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (file.getFileName().toString().startsWith(".")) continue;
                try (DataFileReader<T> reader = new DataFileReader<>(file.toFile(), new SpecificDatumReader<>(type))) {
                    reader.forEachRemaining(records::add);
                } catch (IOException e) {
                    throw new UncheckedIOException(file.toString(), e);
                }
            }
        }
        return records;
    }
}
