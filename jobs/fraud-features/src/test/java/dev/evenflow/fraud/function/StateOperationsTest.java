package dev.evenflow.fraud.function;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.evenflow.features.plan.EntityPlan;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.fraud.RandomPayments;
import dev.evenflow.fraud.state.FeatureRowTypeInfo;
import dev.evenflow.fraud.state.FeatureSet;
import dev.evenflow.fraud.state.TestFeatureSets;
import dev.evenflow.operations.LateEvent;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.state.rocksdb.RocksDBOptionsFactory;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.Statistics;
import org.rocksdb.TickerType;

/**
 * Operations on RocksDB per event and entity of the default feature set, as RocksDB counts them itself, timers included:
 * months of payments at 3.5 a day and customer, counted once the longest window is full. And of one with many windows.
 */
class StateOperationsTest {
    private static final FeatureSet SET = TestFeatureSets.CARD_FRAUD;
    private static final int EVENTS = 11_000;
    private static final Duration LONGEST_WINDOW = Duration.ofDays(91);
    private static final double TARGET = 2.5;
    private static final double TARGET_ON_HEAP = 0.5;
    private static final int CHECKPOINT_EVERY = 1_000;
    /** Bytes per event, with Flink's and RocksDB's own; 3,500 to 5,100 when this was written. */
    private static final long MOST_ALLOCATED = 8_000;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final ThreadLocal<Statistics> STATISTICS = new ThreadLocal<>();

    /** Lets RocksDB count. */
    private static final class Counting implements RocksDBOptionsFactory {
        private static final long serialVersionUID = 1L;

        @Override
        public DBOptions createDBOptions(DBOptions current, Collection<AutoCloseable> handles) {
            return current.setStatistics(STATISTICS.get());
        }

        @Override
        public ColumnFamilyOptions createColumnOptions(ColumnFamilyOptions current, Collection<AutoCloseable> handles) {
            return current;
        }
    }

    private static List<FeatureRow> rows(FeatureSet set) throws Exception {
        RandomPayments payments = new RandomPayments(11, EVENTS, Duration.ofDays(EVENTS * 10 / 875));
        List<FeatureRow> rows = new ArrayList<>();
        for (var transaction : payments.transactions) rows.add(set.plan().readEvent(transaction));
        if (set.equals(SET))
            for (var label : payments.labels) rows.add(set.plan().readLabel(label));
        rows.sort(Comparator.comparingLong(row -> row.time));
        return rows;
    }

    static Stream<String> entities() {
        return SET.plan().entities().stream().map(EntityPlan::name);
    }

    /** Operations per row, rows that were counted, bytes of state per key at the end, bytes allocated per row. */
    private record Counted(double gets, double writes, double seeks, long rows, long bytesPerKey, long allocated) {
        double operations() {
            return gets + writes + seeks;
        }
    }

    @ParameterizedTest
    @MethodSource("entities")
    void fewOperationsPerEvent(String entity) throws Exception {
        EntityPlan plan = SET.plan().entity(entity);
        Counted events = count(SET, plan, false, 0, HotState.OFF);
        System.out.printf(
                Locale.ROOT,
                "%s: per event %.3f gets, %.3f puts and removes, %.3f seeks over %,d events; %,d bytes of state per key; %,d bytes allocated per event%n",
                entity,
                events.gets(),
                events.writes(),
                events.seeks(),
                events.rows(),
                events.bytesPerKey(),
                events.allocated());
        assertThat(events.operations()).isLessThanOrEqualTo(TARGET);
        assertThat(events.allocated()).isLessThanOrEqualTo(MOST_ALLOCATED);
        if (!plan.hasLabelFeatures()) return;
        Counted all = count(SET, plan, true, 0, HotState.OFF);
        long labels = all.rows() - events.rows();
        System.out.printf(
                Locale.ROOT,
                "%s: %.3f further operations per label, over %,d labels%n",
                entity,
                (all.operations() * all.rows() - events.operations() * events.rows()) / labels,
                labels);
    }

    /** With headers on the heap what is left are chunks, and each header once for a checkpoint. */
    @ParameterizedTest
    @MethodSource("entities")
    void nearlyNoneWithHeadersOnTheHeap(String entity) throws Exception {
        EntityPlan plan = SET.plan().entity(entity);
        Counted events = count(SET, plan, false, 0, HotState.ofHeap(25, 5));
        System.out.printf(
                Locale.ROOT,
                "%s with headers on the heap: per event %.3f gets, %.3f puts and removes, %.3f seeks over %,d events, a checkpoint for %,d; %,d bytes allocated per event%n",
                entity,
                events.gets(),
                events.writes(),
                events.seeks(),
                events.rows(),
                CHECKPOINT_EVERY,
                events.allocated());
        assertThat(events.operations()).isLessThanOrEqualTo(TARGET_ON_HEAP);
        assertThat(events.allocated()).isLessThanOrEqualTo(MOST_ALLOCATED);
    }

    /** Whatever the windows: 1, 5 or 20 of them, without slack and with an hour of it. */
    @ParameterizedTest
    @CsvSource({"1, 0", "5, 0", "20, 0", "1, 3600000", "5, 3600000", "20, 3600000"})
    void fewOperationsWhateverTheWindows(int windows, long slackMs) throws Exception {
        FeatureSet set = withWindows(windows);
        Counted events = count(set, set.plan().entity("customer"), false, slackMs, HotState.OFF);
        System.out.printf(
                Locale.ROOT,
                "%d windows, slack %,d ms: per event %.3f operations over %,d events; %,d bytes of state per key%n",
                windows,
                slackMs,
                events.operations(),
                events.rows(),
                events.bytesPerKey());
        assertThat(events.operations()).isLessThanOrEqualTo(TARGET);
    }

    /** The same three features over windows of 90 days and less, evenly. */
    private static FeatureSet withWindows(int windows) {
        String lengths = IntStream.rangeClosed(1, windows)
                .mapToObj(i -> 2_160 * i / windows + "h")
                .collect(Collectors.joining(", "));
        String yaml =
                """
                feature_set: windows
                doc: The same features over many windows
                time_zone: UTC
                source: {schema: dev.evenflow.payments.Transaction, id: transaction_id, time: event_time}
                entities:
                  - entity: customer
                    key: customer_id
                    idle_ttl: 366d
                    features:
                      - {feature: tx_count, aggregate: count, windows: [%1$s]}
                      - {feature: amount_sum, aggregate: sum, field: amount, windows: [%1$s]}
                      - {feature: merchants, aggregate: distinct, field: merchant_id, windows: [%1$s]}
                """
                        .formatted(lengths);
        return new FeatureSet("windows.yaml", yaml, SET.sourceSchema(), SET.labelSchema());
    }

    private static Counted count(FeatureSet set, EntityPlan plan, boolean withLabels, long slackMs, HotState hotState)
            throws Exception {
        RowKey key = new RowKey(plan.keySlot());
        var operator = new UpdateEntityFeatures(
                set,
                plan.name(),
                slackMs,
                new SliceKey(1),
                100,
                hotState,
                null,
                "transactions",
                new OutputTag<>("corrections", new FeatureRowTypeInfo(set)),
                new OutputTag<>("late", new AvroTypeInfo<>(LateEvent.class)));
        try (Statistics statistics = new Statistics();
                var harness = new KeyedOneInputStreamOperatorTestHarness<>(operator, key, Types.STRING)) {
            countWith(statistics, harness);
            harness.setup(new FeatureRowTypeInfo(set)
                    .createSerializer(harness.getExecutionConfig().getSerializerConfig()));
            harness.open();
            List<FeatureRow> rows = rows(set);
            long full = rows.get(0).time + LONGEST_WINDOW.toMillis();
            Set<String> keys = new HashSet<>();
            long counted = 0;
            long allocated = 0;
            for (FeatureRow row : rows) {
                if (key.isNull(row) || (row.kind == FeatureRow.Kind.LABEL && !withLabels)) continue;
                if (row.time >= full && counted++ == 0) {
                    statistics.reset();
                    allocated = -THREADS.getThreadAllocatedBytes(
                            Thread.currentThread().getId());
                }
                keys.add(key.getKey(row));
                harness.processElement(row, row.time);
                harness.processWatermark(row.time - 1);
                if (!hotState.equals(HotState.OFF) && counted % CHECKPOINT_EVERY == 1)
                    harness.snapshot(counted, counted);
            }
            allocated += THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
            return new Counted(
                    (double) statistics.getTickerCount(TickerType.NUMBER_KEYS_READ) / counted,
                    (double) statistics.getTickerCount(TickerType.NUMBER_KEYS_WRITTEN) / counted,
                    (double) statistics.getTickerCount(TickerType.NUMBER_DB_SEEK) / counted,
                    counted,
                    harness.snapshot(1, 1).getStateSize() / keys.size(),
                    allocated / counted);
        }
    }

    /** Lets an operator, before it is opened, keep its state in a RocksDB that counts. */
    static void countWith(Statistics statistics, AbstractStreamOperatorTestHarness<?> harness) {
        STATISTICS.set(statistics);
        EmbeddedRocksDBStateBackend backend = new EmbeddedRocksDBStateBackend();
        backend.setRocksDBOptions(new Counting());
        harness.setStateBackend(backend);
    }
}
