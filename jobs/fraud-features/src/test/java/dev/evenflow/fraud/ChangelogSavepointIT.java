package dev.evenflow.fraud;

import static dev.evenflow.fraud.GoldenSavepointIT.differing;
import static dev.evenflow.fraud.GoldenSavepointIT.ids;
import static dev.evenflow.fraud.GoldenSavepointIT.last;
import static dev.evenflow.fraud.GoldenSavepointIT.union;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.evenflow.features.plan.FeaturePlan;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.Slot;
import dev.evenflow.flink.upgrade.GoldenSavepoint;
import dev.evenflow.flink.upgrade.JobPlan;
import dev.evenflow.payments.Transaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * As {@link GoldenSavepointIT}, for a feature set with systems of record. When the savepoint was made, two thirds of the payments had
 * come, a third of the changes of one table, for which payments wait in it, and all but the last of the other.
 */
class ChangelogSavepointIT {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(2)
            .build());

    private static final Path FEATURES = Path.of("src/test/resources/golden/changelogs/features.yaml");
    private static final GoldenSavepoint GOLDEN =
            new GoldenSavepoint("src/test/resources/golden/changelogs/savepoint-v1");
    private static final String[] OPTIONS = {"--features", FEATURES.toString(), "--source", "none", "--out", "none"};
    private static final double SHARE = 2 / 3.0;
    private static final Map<String, Double> SHARES = Map.of("customers", 1 / 3.0, "accounts", 0.999);
    private static final Duration SPAN = Duration.ofDays(1);
    /** Of payments and of changes: of those, none is late. */
    private static final Duration DISORDER = Duration.ofHours(3);

    private static final long LIMIT_SECONDS = 90;

    @TempDir
    private Path directory;

    @Test
    void todaysGraphGoesOnFromIt() throws Exception {
        if (Boolean.getBoolean("golden.write")) write();
        List<Transaction> transactions = GoldenSavepointIT.read(GOLDEN.file("transactions.avro"), Transaction.class);
        Map<String, List<GenericRecord>> changes = Map.of("customers", read("customers"), "accounts", read("accounts"));
        GoldenRun batch = new GoldenRun("history", transactions, List.of(), changes, with("--runtime-mode", "batch"));
        finish(batch, null);
        GoldenRun restored = new GoldenRun("restored changes", transactions, List.of(), changes, streaming());
        finish(restored, GOLDEN.unpacked(directory));

        Set<String> before = new TreeSet<>(Files.readAllLines(GOLDEN.file("settled-before.txt")));
        Map<String, FeatureRow> expected = last(batch.written("settled"));
        List<String> settled = ids(restored.written("settled"), FeatureRow.Kind.EVENT);
        assertThat(settled).as("settled after it").doesNotHaveDuplicates().doesNotContainAnyElementsOf(before);
        assertThat(union(before, settled)).isEqualTo(expected.keySet());
        FeaturePlan plan = batch.config().plan();
        mustBe(expected, last(restored.written("settled")), plan.featureSlots());

        // served as they come: of the table that had come but for its last change, what history says
        Map<String, FeatureRow> served = last(restored.written("served"));
        Set<String> delivered = ids(transactions.subList(0, held(transactions)));
        Set<String> later = ids(transactions.subList(held(transactions), transactions.size()));
        later.removeAll(delivered);
        assertThat(served.keySet()).isEqualTo(later);
        Slot customer = plan.changelog("accounts").keySlot();
        List<GenericRecord> accounts = changes.get("accounts");
        String changed = plan.changelog("accounts")
                .read(accounts.get(accounts.size() - 1))
                .getText(customer);
        served.values().removeIf(row -> changed.equals(row.getText(customer)));
        assertThat(served).hasSizeGreaterThan(40);
        mustBe(expected, served, plan.changelog("accounts").attributes());
        assertThat(served.values())
                .as("one that has attributes")
                .anyMatch(row ->
                        !row.isNull(plan.changelog("accounts").attributes().get(0)));
    }

    private static void mustBe(Map<String, FeatureRow> expected, Map<String, FeatureRow> found, List<Slot> slots) {
        found.forEach((id, row) ->
                assertThat(differing(slots, row, expected.get(id))).as(id).isEmpty());
    }

    @Test
    void itHoldsEveryStateThatIsDeclared() throws Exception {
        GOLDEN.mustHoldWhatIsDeclared(
                JobPlan.of(TopologyDiagramTest.graph(
                        "--emit", "both", "--lateness", "1h", "--features", FEATURES.toString())),
                directory,
                getClass().getClassLoader());
    }

    private static void finish(GoldenRun run, @Nullable Path savepoint) throws Exception {
        run.start(savepoint, 1).getJobExecutionResult().get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    private static String[] with(String... options) {
        return Stream.concat(Stream.of(OPTIONS), Stream.of(options)).toArray(String[]::new);
    }

    private static String[] streaming() {
        return with("--emit", "both", "--disorder", DISORDER.toHours() + "h", "--lateness", "1h");
    }

    private static int held(List<Transaction> transactions) {
        return (int) (transactions.size() * SHARE);
    }

    private void write() throws Exception {
        GOLDEN.requireAbsent();
        RandomPayments payments = new RandomPayments(12, 240, SPAN);
        List<Transaction> transactions = payments.delivered(DISORDER);
        long begin = transactions.stream()
                .mapToLong(each -> each.getEventTime().toEpochMilli())
                .min()
                .orElseThrow();
        RandomChanges customers =
                new RandomChanges(FEATURES, "crm.public.customers.Envelope", 13, begin, SPAN, (row, random) -> {
                    row.put("segment", random.nextInt(5) == 0 ? null : "segment-" + random.nextInt(6));
                    row.put("verified", random.nextBoolean());
                    row.put("customer_since", 1_600_000_000_000L + random.nextInt(1_000_000));
                });
        RandomChanges accounts =
                new RandomChanges(FEATURES, "billing.public.accounts.Envelope", 15, begin, SPAN, (row, random) -> {
                    row.put("credit_limit", random.nextInt(9) * 500.5);
                    row.put("overdue_days", random.nextInt(4) == 0 ? null : random.nextInt(90));
                });
        Map<String, List<GenericRecord>> changes =
                Map.of("customers", customers.delivered(DISORDER, 1), "accounts", accounts.delivered(DISORDER, 2));
        GoldenRun run = new GoldenRun("golden changes", transactions, List.of(), changes, streaming());
        var client = run.start(null, SHARE, SHARES);
        int comes = ids(transactions.subList(0, held(transactions))).size();
        await().atMost(Duration.ofMinutes(1))
                .until(() -> !run.written("settled").isEmpty()
                        && run.written("served").size() >= comes
                        && run.emitted(FraudFeaturesUids.readChanges("accounts"))
                                == changes.get("accounts").size() - 1);
        GOLDEN.write(client, directory);
        Set<String> settled = new TreeSet<>(ids(run.written("settled"), FeatureRow.Kind.EVENT));
        assertThat(settled).as("settled before, where many wait").hasSizeBetween(5, comes / 2);
        Files.write(GOLDEN.file("settled-before.txt"), settled);
        GoldenSavepointIT.write(GOLDEN.file("transactions.avro"), Transaction.class, transactions);
        for (var table : changes.entrySet()) write(table.getKey(), table.getValue());
    }

    private static void write(String name, List<GenericRecord> records) throws IOException {
        Schema schema = records.get(0).getSchema();
        try (DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
            writer.setCodec(CodecFactory.deflateCodec(9));
            writer.create(schema, GOLDEN.file(name + ".avro").toFile());
            for (GenericRecord record : records) writer.append(record);
        }
    }

    private static List<GenericRecord> read(String name) throws IOException {
        List<GenericRecord> records = new ArrayList<>();
        try (DataFileReader<GenericRecord> reader =
                new DataFileReader<>(GOLDEN.file(name + ".avro").toFile(), new GenericDatumReader<>())) {
            reader.forEachRemaining(records::add);
        }
        return records;
    }
}
