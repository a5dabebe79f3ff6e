package dev.evenflow.fraud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenflow.flink.files.ParquetCodecs;
import dev.evenflow.fraud.local.LocalBackfill;
import dev.evenflow.payments.FraudLabel;
import dev.evenflow.payments.Transaction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.parquet.avro.AvroParquetReader;
import org.apache.parquet.avro.AvroParquetWriter;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.LocalOutputFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A history in the heap and the same one in Flink's BATCH: the same vectors to the last bit, the same refusals. */
class LocalBackfillIT {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(2)
            .build());

    private static final Duration DISORDER = Duration.ofDays(3);

    @TempDir
    Path directory;

    private JobRun job = new JobRun(Path.of("."));

    @BeforeEach
    void history() throws Exception {
        RandomPayments payments = new RandomPayments(11, 3_000, Duration.ofDays(45));
        List<Transaction> transactions = new ArrayList<>(payments.delivered(DISORDER));
        List<FraudLabel> labels = payments.deliveredLabels(DISORDER);
        Transaction some = transactions.get(500);
        transactions.add(Transaction.newBuilder(some).build());
        transactions.add(Transaction.newBuilder(some)
                .setCurrency("XTS")
                .setAmount(some.getAmount().negate())
                .build());
        transactions.add(77, Transaction.newBuilder(some).setTransactionId("").build());
        transactions.add(
                78,
                Transaction.newBuilder(some)
                        .setTransactionId("old")
                        .setEventTime(Instant.ofEpochMilli(-1))
                        .build());
        job = new JobRun(directory);
        job.history(transactions, labels);
    }

    private Path local(String name, int threads, Path source, String... options) throws Exception {
        Path out = directory.resolve(name);
        List<String> all = new ArrayList<>(
                List.of("--runtime-mode", "batch", "--source", source.toString(), "--out", out.toString()));
        all.addAll(List.of(options));
        LocalBackfill.run(threads, all.toArray(String[]::new), Map.of());
        return out;
    }

    @ParameterizedTest
    @CsvSource({"card-fraud,1", "card-fraud,2", "handbook,2"})
    void theSameAsFlinksBatch(String features, int threads) throws Exception {
        Path flink = job.run("flink", 2, -1, "--runtime-mode", "batch", "--features", features);
        Path local = local("local", threads, directory.resolve("in"), "--features", features);

        List<String> expected = texts(JobRun.read(flink.resolve("vectors")));
        assertThat(expected).hasSizeGreaterThan(2_900);
        assertThat(texts(JobRun.read(local.resolve("vectors")))).isEqualTo(expected);
        assertThat(texts(JobRun.read(local.resolve("late"))))
                .hasSize(2)
                .isEqualTo(texts(JobRun.read(flink.resolve("late"))));
        assertThat(texts(JobRun.read(local.resolve("rejected"))))
                .hasSize(2)
                .isEqualTo(texts(JobRun.read(flink.resolve("rejected"))));
    }

    @Test
    void parquetInAndOutIsTheSame() throws Exception {
        Path avro = local("avro", 2, directory.resolve("in"));
        Path parquetIn = directory.resolve("parquet-in");
        asParquet("transactions", parquetIn);
        asParquet("labels", parquetIn);
        Path parquet = local("parquet", 2, parquetIn, "--format", "parquet");

        assertThat(texts(parquet(parquet.resolve("vectors")))).isEqualTo(texts(JobRun.read(avro.resolve("vectors"))));
        // a record that is refused is kept whole, though only some of its columns were read
        List<GenericRecord> rejected = JobRun.read(parquet.resolve("rejected"));
        rejected.forEach(letter -> letter.put("source_topic", ""));
        List<GenericRecord> expected = JobRun.read(avro.resolve("rejected"));
        expected.forEach(letter -> letter.put("source_topic", ""));
        assertThat(texts(rejected)).hasSize(2).isEqualTo(texts(expected));

        Path flink = job.runOn(parquetIn, "flink", "--format", "parquet");
        assertThat(texts(parquet(flink.resolve("vectors")))).isEqualTo(texts(parquet(parquet.resolve("vectors"))));
        assertThat(JobRun.read(flink.resolve("rejected"))).hasSize(2);
    }

    @Test
    void anUnfinishedFileIsNoOutputAndOptionsAreChecked() {
        assertThatThrownBy(() -> local("out", 1, directory.resolve("nowhere")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("option --source")
                .hasMessageContaining("nowhere");
        assertThat(directory.resolve("out/vectors")).doesNotExist();
        assertThatThrownBy(() -> LocalBackfill.run(
                        1, new String[] {"--source", directory.toString(), "--out", directory.toString()}, Map.of()))
                .hasMessageContaining("option --runtime-mode");
    }

    private void asParquet(String folder, Path target) throws Exception {
        List<GenericRecord> records = JobRun.read(directory.resolve("in").resolve(folder));
        Path file = Files.createDirectories(target.resolve(folder)).resolve("part-0.parquet");
        try (ParquetWriter<GenericRecord> writer = AvroParquetWriter.<GenericRecord>builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withSchema(records.get(0).getSchema())
                .withDataModel(new GenericData())
                .withCodecFactory(new ParquetCodecs())
                .withRowGroupSize(64L << 10)
                .build()) {
            for (GenericRecord record : records) writer.write(record);
        }
    }

    private static List<GenericRecord> parquet(Path folder) throws Exception {
        List<GenericRecord> records = new ArrayList<>();
        try (var files = Files.list(folder)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".parquet")).toList())
                try (ParquetReader<GenericRecord> reader = AvroParquetReader.<GenericRecord>builder(
                                new LocalInputFile(file), new PlainParquetConfiguration())
                        .withDataModel(new GenericData())
                        .withCodecFactory(new ParquetCodecs())
                        .build()) {
                    for (GenericRecord next = reader.read(); next != null; next = reader.read()) records.add(next);
                }
        }
        return records;
    }

    /** In an order of their own: neither side promises one. */
    private static List<String> texts(List<GenericRecord> records) {
        return records.stream().map(GenericRecord::toString).sorted().toList();
    }
}
