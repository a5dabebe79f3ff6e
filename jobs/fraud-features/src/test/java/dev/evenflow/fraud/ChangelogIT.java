package dev.evenflow.fraud;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.fraud.local.LocalBackfill;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** examples/customer-360: payments see what CRM and billing said of the customer at their time, live and as history. */
class ChangelogIT {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(4)
            .build());

    private static final String SET = "../../examples/customer-360/customer-profile.yaml";
    private static final Duration SPAN = Duration.ofDays(45);

    @TempDir
    Path directory;

    private final RandomPayments payments = new RandomPayments(7, 1_500, SPAN);
    private @Nullable RandomChanges customers;
    private @Nullable RandomChanges accounts;

    @BeforeEach
    void history() throws Exception {
        long begin = payments.transactions.stream()
                .mapToLong(each -> each.getEventTime().toEpochMilli())
                .min()
                .orElseThrow();
        customers = new RandomChanges("crm.public.customers.Envelope", 3, begin, SPAN, (row, random) -> {
            row.put("segment", random.nextInt(5) == 0 ? null : "segment-" + random.nextInt(6));
            row.put("verified", random.nextBoolean());
            row.put("customer_since", 1_600_000_000_000L + random.nextInt(1_000_000));
        });
        accounts = new RandomChanges("billing.public.accounts.Envelope", 5, begin, SPAN, (row, random) -> {
            row.put("credit_limit", random.nextInt(9) * 500.5);
            row.put("overdue_days", random.nextInt(4) == 0 ? null : random.nextInt(90));
        });
        new JobRun(directory).history(payments.delivered(SPAN), List.of());
        shuffle(1);
    }

    private void shuffle(long seed) throws Exception {
        java.util.Objects.requireNonNull(customers).write(directory.resolve("in/customers"), seed);
        java.util.Objects.requireNonNull(accounts).write(directory.resolve("in/accounts"), seed + 1);
    }

    private static Map<String, GenericRecord> vectors(Path out) throws Exception {
        assertThat(JobRun.read(out.resolve("rejected"))).isEmpty();
        return byId(out);
    }

    private static Map<String, GenericRecord> byId(Path out) throws Exception {
        assertThat(JobRun.read(out.resolve("late"))).isEmpty();
        Map<String, GenericRecord> byId = new TreeMap<>();
        for (GenericRecord vector : JobRun.read(out.resolve("vectors")))
            assertThat(byId.put(vector.get("transaction_id").toString(), vector))
                    .as("second vector")
                    .isNull();
        assertThat(byId).hasSize(1_500);
        return byId;
    }

    private Map<String, GenericRecord> batch(String name) throws Exception {
        return vectors(new JobRun(directory).run(name, 3, -1, "--features", SET, "--runtime-mode", "batch"));
    }

    @Test
    void everyPaymentSeesTheRowsAsOfItsTime() throws Exception {
        int seen = 0;
        int deleted = 0;
        for (GenericRecord vector : batch("batch").values()) {
            String customer = vector.get("customer_id").toString();
            long time = (long) vector.get("event_time");
            GenericRecord row = java.util.Objects.requireNonNull(customers).at(customer, time);
            GenericRecord account = java.util.Objects.requireNonNull(accounts).at(customer, time);
            Map<String, @Nullable Object> expected = new TreeMap<>();
            expected.put("customer_segment", row == null ? null : row.get("segment"));
            expected.put("customer_verified", row == null ? null : row.get("verified"));
            expected.put("customer_since_ms", row == null ? null : row.get("customer_since"));
            expected.put("account_credit_limit", account == null ? null : account.get("credit_limit"));
            Object days = account == null ? null : account.get("overdue_days");
            expected.put("account_overdue_days", days == null ? null : ((Number) days).longValue());
            expected.put("is_unverified_customer", row == null || !(boolean) row.get("verified"));
            expected.forEach((feature, value) -> {
                Object found = vector.get(feature);
                assertThat(found instanceof CharSequence text ? text.toString() : found)
                        .as("%s of %s at %d", feature, customer, time)
                        .isEqualTo(value);
            });
            if (row == null) deleted++;
            else seen++;
        }
        // the history has both, or nothing was tested
        assertThat(seen).isGreaterThan(300);
        assertThat(deleted).isGreaterThan(300);
    }

    /** Read as dead letters: reason, and the bytes, from which the change can be read again. */
    private void rejected(Path out, List<GenericRecord> bad) throws Exception {
        Schema envelope = bad.get(0).getSchema();
        Map<String, String> reasons = new TreeMap<>();
        for (GenericRecord letter : JobRun.read(out.resolve("rejected"))) {
            assertThat(letter.get("reason")).hasToString("INVALID_FIELD");
            assertThat(letter.get("source_topic").toString()).endsWith("in/customers");
            ByteBuffer bytes = (ByteBuffer) letter.get("original_value");
            byte[] value = new byte[bytes.remaining()];
            bytes.get(value);
            GenericRecord change = new GenericDatumReader<GenericRecord>(envelope)
                    .read(null, DecoderFactory.get().binaryDecoder(value, null));
            assertThat(bad).contains(change);
            reasons.put(change.get("op").toString(), letter.get("detail").toString());
        }
        assertThat(reasons.keySet()).containsExactly("c", "d", "t");
        assertThat(reasons.get("c")).contains("customer_id", "empty, expected an id");
        assertThat(reasons.get("d")).contains("before", "null with op 'd', expected the row");
        assertThat(reasons.get("t")).contains("op", "'t', expected c, u, d or r");
    }

    @Test
    void whatIsNoChangeIsADeadLetterAndTheOthersCount() throws Exception {
        String history = batch("batch").toString();
        List<GenericRecord> bad =
                java.util.Objects.requireNonNull(customers).writeBad(directory.resolve("in/customers"));
        Path flink = new JobRun(directory).run("bad", 2, -1, "--features", SET, "--disorder", "46d");
        rejected(flink, bad);
        Path local = local();
        rejected(local, bad);
        for (Path out : List.of(flink, local)) assertThat(byId(out).toString()).isEqualTo(history);
    }

    private Path local() throws Exception {
        Path local = directory.resolve("local");
        List<String> all = new ArrayList<>(List.of("--runtime-mode", "batch", "--features", SET));
        all.addAll(List.of("--source", directory.resolve("in").toString(), "--out", local.toString()));
        LocalBackfill.run(2, all.toArray(String[]::new), Map.of());
        return local;
    }

    @Test
    void liveInAnyOrderRestoredAndInTheHeapEqualHistory() throws Exception {
        String history = batch("batch").toString();
        shuffle(20);
        JobRun job = new JobRun(directory);
        String[] options = {"--features", SET, "--disorder", "46d"};
        assertThat(vectors(job.run("live", 2, -1, options)).toString()).isEqualTo(history);
        assertThat(vectors(job.run("restored", 2, 1_200, options)).toString()).isEqualTo(history);
        assertThat(vectors(local()).toString()).isEqualTo(history);
    }
}
