package dev.evenflow.fraud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.Slot;
import dev.evenflow.flink.upgrade.GoldenSavepoint;
import dev.evenflow.flink.upgrade.JobPlan;
import dev.evenflow.payments.FraudLabel;
import dev.evenflow.payments.Transaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A savepoint of the whole job that an earlier build wrote, after two thirds of the payments beside it: today's graph goes on
 * from it, and what it emits must be what the batch computes of all payments. {@code -Dgolden.write=true} makes the files, for a
 * savepoint of a name of its own; those that are there stay.
 */
class GoldenSavepointIT {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(2)
            .build());

    private static final GoldenSavepoint GOLDEN = new GoldenSavepoint("src/test/resources/golden/savepoint-v2");
    private static final String[] FEATURES = {
        "--features", "src/test/resources/golden/features.yaml", "--source", "none", "--out", "none"
    };
    private static final Duration LATEST = Duration.ofHours(6);
    private static final long LIMIT_SECONDS = 90;

    @TempDir
    private Path directory;

    @Test
    void todaysGraphGoesOnFromIt() throws Exception {
        if (Boolean.getBoolean("golden.write")) write();
        List<Transaction> transactions = read(GOLDEN.file("transactions.avro"), Transaction.class);
        List<FraudLabel> labels = read(GOLDEN.file("labels.avro"), FraudLabel.class);
        GoldenRun batch = new GoldenRun("batch", transactions, labels, with("--runtime-mode", "batch"));
        batch.start(null, 1).getJobExecutionResult().get(LIMIT_SECONDS, TimeUnit.SECONDS);
        GoldenRun whole = new GoldenRun("whole", transactions, labels, streaming());
        whole.start(null, 1).getJobExecutionResult().get(LIMIT_SECONDS, TimeUnit.SECONDS);

        GoldenRun restored = new GoldenRun("restored", transactions, labels, streaming());
        restored.start(GOLDEN.unpacked(directory), 1).getJobExecutionResult().get(LIMIT_SECONDS, TimeUnit.SECONDS);

        Set<String> before = new TreeSet<>(Files.readAllLines(GOLDEN.file("settled-before.txt")));
        Map<String, FeatureRow> expected = last(batch.written("settled"));
        Map<String, FeatureRow> found = last(restored.written("settled"));
        List<String> settled = ids(restored.written("settled"), FeatureRow.Kind.EVENT);
        assertThat(settled).as("settled after it").doesNotHaveDuplicates().doesNotContainAnyElementsOf(before);
        assertThat(union(before, settled)).isEqualTo(expected.keySet());
        assertThat(ids(restored.written("settled"), FeatureRow.Kind.CORRECTION))
                .as("corrections of rows that were settled before it")
                .containsAnyElementsOf(before);
        List<Slot> features = batch.config().plan().featureSlots();
        found.forEach((id, row) ->
                assertThat(differing(features, row, expected.get(id))).as(id).isEmpty());

        // served as they come: of the events after it, those that did not come before it too
        Map<String, FeatureRow> inOneGo = last(whole.written("served"));
        Map<String, FeatureRow> served = last(restored.written("served"));
        Set<String> delivered = ids(transactions.subList(0, held(transactions)));
        Set<String> later = ids(transactions.subList(held(transactions), transactions.size()));
        later.removeAll(delivered);
        assertThat(served.keySet()).isEqualTo(later);
        // when a label comes between events of the other topic is chance, as in life
        List<Slot> unlabelled = batch.config().plan().entity("customer").featureSlots();
        served.forEach((id, row) ->
                assertThat(differing(unlabelled, row, inOneGo.get(id))).as(id).isEmpty());
    }

    @Test
    void itHoldsEveryStateThatIsDeclared() throws Exception {
        GOLDEN.mustHoldWhatIsDeclared(
                JobPlan.of(TopologyDiagramTest.graph(
                        "--emit", "both", "--lateness", "1h", "--features", "src/test/resources/golden/features.yaml")),
                directory,
                getClass().getClassLoader());
    }

    private static String[] with(String... options) {
        List<String> all = new ArrayList<>(List.of(FEATURES));
        all.addAll(List.of(options));
        return all.toArray(String[]::new);
    }

    /** Little disorder and much lateness: what comes out of order becomes corrections. */
    private static String[] streaming() {
        return with("--emit", "both", "--disorder", "5s", "--lateness", "7h", "--rows-on-heap", "3");
    }

    private static int held(List<Transaction> transactions) {
        return (int) (transactions.size() * (2 / 3.0));
    }

    static Map<String, FeatureRow> last(List<FeatureRow> rows) {
        Map<String, FeatureRow> last = new HashMap<>();
        rows.forEach(row -> last.put(row.id(), row));
        return last;
    }

    static List<String> ids(List<FeatureRow> rows, FeatureRow.Kind kind) {
        return rows.stream().filter(row -> row.kind == kind).map(FeatureRow::id).toList();
    }

    static Set<String> ids(List<Transaction> transactions) {
        return transactions.stream().map(Transaction::getTransactionId).collect(Collectors.toCollection(TreeSet::new));
    }

    static Set<String> union(Set<String> some, List<String> others) {
        Set<String> all = new TreeSet<>(some);
        all.addAll(others);
        return all;
    }

    static List<String> differing(List<Slot> features, FeatureRow row, FeatureRow other) {
        return features.stream()
                .filter(slot -> !row.sameSlot(slot, other))
                .map(Slot::name)
                .toList();
    }

    private void write() throws Exception {
        GOLDEN.requireAbsent();
        RandomPayments payments = new RandomPayments(11, 240, Duration.ofDays(1));
        List<Transaction> transactions = payments.delivered(LATEST);
        List<FraudLabel> labels = payments.deliveredLabels(LATEST);
        GoldenRun run = new GoldenRun("golden", transactions, labels, streaming());
        var client = run.start(null, 2 / 3.0);
        await().atMost(Duration.ofMinutes(1))
                .until(() -> !run.written("settled").isEmpty()
                        && run.written("served").size()
                                >= ids(transactions.subList(0, held(transactions)))
                                        .size());
        GOLDEN.write(client, directory);
        Files.write(
                GOLDEN.file("settled-before.txt"), new TreeSet<>(ids(run.written("settled"), FeatureRow.Kind.EVENT)));
        write(GOLDEN.file("transactions.avro"), Transaction.class, transactions);
        write(GOLDEN.file("labels.avro"), FraudLabel.class, labels);
    }

    static <T extends SpecificRecord> void write(Path file, Class<T> type, List<T> records) throws Exception {
        try (DataFileWriter<T> writer = new DataFileWriter<>(new SpecificDatumWriter<>(type))) {
            writer.setCodec(org.apache.avro.file.CodecFactory.deflateCodec(9));
            writer.create(type.getDeclaredConstructor().newInstance().getSchema(), file.toFile());
            for (T record : records) writer.append(record);
        }
    }

    static <T> List<T> read(Path file, Class<T> type) throws IOException {
        List<T> records = new ArrayList<>();
        try (DataFileReader<T> reader = new DataFileReader<>(file.toFile(), new SpecificDatumReader<>(type))) {
            reader.forEachRemaining(records::add);
        }
        return records;
    }
}
