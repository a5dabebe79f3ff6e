package dev.evenflow.fraud;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.payments.Transaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericRecord;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same payments, live and as history: the settled vectors are the same to the last bit. */
class ParityIT {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(4)
            .build());

    private static final Duration DISORDER = Duration.ofHours(6);

    /** A failure that is not reached: records come at the pace of a network, so that watermarks pass some of them. */
    private static final int SLOWLY = Integer.MAX_VALUE;

    @TempDir
    Path directory;

    private RandomPayments payments = new RandomPayments(7, 4_000, Duration.ofDays(45));
    private JobRun job = new JobRun(Path.of("."));
    private Map<String, String> history = Map.of();

    @BeforeEach
    void backfill() throws Exception {
        job = new JobRun(directory);
        job.history(payments.delivered(DISORDER), payments.deliveredLabels(DISORDER));
        Path out = job.run("batch", 2, -1, "--runtime-mode", "batch");
        history = once(JobRun.read(out.resolve("vectors")));
        assertThat(history).hasSize(4_000);
        assertThat(JobRun.read(out.resolve("late"))).isEmpty();
        assertThat(JobRun.read(out.resolve("rejected"))).isEmpty();
    }

    /** Vector by transaction; each transaction must have exactly one. */
    private static Map<String, String> once(List<GenericRecord> vectors) {
        Map<String, String> byId = new TreeMap<>();
        for (GenericRecord vector : vectors)
            assertThat(byId.put(id(vector), vector.toString()))
                    .as("second vector of %s", id(vector))
                    .isNull();
        return byId;
    }

    private static String id(GenericRecord vector) {
        return vector.get("transaction_id").toString();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void liveEqualsHistory(int parallelism) throws Exception {
        Path out = job.run("live", parallelism, -1, "--disorder", "6h", "--slice", "1s");
        assertThat(once(JobRun.read(out.resolve("vectors")))).isEqualTo(history);
        assertThat(JobRun.read(out.resolve("late"))).isEmpty();
    }

    @Test
    void liveThatFailsAndIsRestoredEqualsHistory() throws Exception {
        Path out = job.run("restored", 2, 3_000, "--disorder", "6h");
        assertThat(once(JobRun.read(out.resolve("vectors")))).isEqualTo(history);
        assertThat(JobRun.read(out.resolve("late"))).isEmpty();
    }

    @Test
    void theOrderAndTheParallelismOfHistoryDoNotMatter() throws Exception {
        job.history(payments.delivered(Duration.ofDays(45)), payments.deliveredLabels(Duration.ofDays(45)));
        Path out = job.run("shuffled", 3, -1, "--runtime-mode", "batch");
        assertThat(once(JobRun.read(out.resolve("vectors")))).isEqualTo(history);
    }

    @Test
    void correctionsLeadToTheSameVectors() throws Exception {
        Path out = job.run("corrected", 2, SLOWLY, "--disorder", "5s", "--lateness", "7h");
        List<GenericRecord> vectors = JobRun.read(out.resolve("vectors"));
        Map<String, String> last = new LinkedHashMap<>();
        int corrections = 0;
        for (GenericRecord vector : vectors) {
            if (vector.get("emission").toString().equals("CORRECTION")) corrections++;
            vector.put(
                    "emission",
                    new org.apache.avro.generic.GenericData.EnumSymbol(
                            vector.getSchema().getField("emission").schema(), "SETTLED"));
            last.put(id(vector), vector.toString());
        }
        assertThat(corrections).isPositive();
        assertThat(new TreeMap<>(last)).isEqualTo(history);
        assertThat(JobRun.read(out.resolve("late"))).isEmpty();
    }

    @Test
    void whatComesTooLateIsKept() throws Exception {
        Path out = job.run("strict", 2, SLOWLY, "--disorder", "1s");
        List<String> late = ids(JobRun.read(out.resolve("late")), "EVENT", "event_id");
        List<String> settled =
                JobRun.read(out.resolve("vectors")).stream().map(ParityIT::id).toList();
        assertThat(late).isNotEmpty();
        assertThat(settled).doesNotHaveDuplicates();
        List<String> all = new ArrayList<>(settled);
        late.stream().filter(id -> !all.contains(id)).distinct().forEach(all::add);
        assertThat(all).containsExactlyInAnyOrderElementsOf(history.keySet());
    }

    private static List<String> ids(List<GenericRecord> events, String kind, String field) {
        return events.stream()
                .filter(event -> event.get("kind").toString().equals(kind))
                .map(event -> event.get(field).toString())
                .toList();
    }

    @Test
    void servedVectorsAreAllThereAndMostlySettle() throws Exception {
        Path out = job.run("both", 2, -1, "--disorder", "6h", "--emit", "both");
        assertThat(once(JobRun.read(out.resolve("vectors-settled")))).isEqualTo(history);
        assertThat(once(JobRun.read(out.resolve("vectors-served")))).containsOnlyKeys(history.keySet());
    }

    @Test
    void whatCannotBeUsedIsRejectedWithItsField() throws Exception {
        List<Transaction> withBad = new ArrayList<>(payments.delivered(DISORDER));
        withBad.add(
                100,
                Transaction.newBuilder(withBad.get(0))
                        .setTransactionId("")
                        .setEventTime(Instant.ofEpochMilli(1))
                        .build());
        job.history(withBad, payments.deliveredLabels(DISORDER));
        Path out = job.run("rejecting", 2, -1, "--runtime-mode", "batch");
        List<GenericRecord> rejected = JobRun.read(out.resolve("rejected"));
        assertThat(rejected).hasSize(1);
        assertThat(rejected.get(0).get("detail").toString()).contains("transaction_id");
        assertThat(once(JobRun.read(out.resolve("vectors")))).isEqualTo(history);
    }

    @Test
    void backfillToCsvAndParquetAreWritten() throws Exception {
        Path csv = job.run("csv", 2, -1, "--runtime-mode", "batch", "--format", "csv")
                .resolve("vectors");
        long lines = 0;
        for (Path file : files(csv, ".csv")) lines += Files.readAllLines(file).size() - 1;
        assertThat(lines).isEqualTo(history.size());
        job.run("parquet", 2, -1, "--runtime-mode", "batch", "--format", "parquet");
        assertThat(files(directory.resolve("parquet").resolve("vectors"), ".parquet"))
                .isNotEmpty();
    }

    private static List<Path> files(Path folder, String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(f -> f.toString().endsWith(suffix)).toList();
        }
    }
}
