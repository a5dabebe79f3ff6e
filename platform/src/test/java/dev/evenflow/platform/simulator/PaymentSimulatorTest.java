package dev.evenflow.platform.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenflow.payments.Channel;
import dev.evenflow.payments.FraudLabel;
import dev.evenflow.payments.LabelSource;
import dev.evenflow.payments.Transaction;
import dev.evenflow.platform.history.HistoryEvent;
import dev.evenflow.platform.history.HistoryReader;
import dev.evenflow.platform.history.HistoryWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PaymentSimulatorTest {
    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");

    @TempDir
    private Path directory;

    @Test
    void aSeedGivesTheSameBytesAndAnotherSeedOthers() throws IOException {
        Map<String, byte[]> first = files("first", 7);

        assertThat(first).containsKeys("transactions/part-00000.avro", "labels/part-00000.avro");
        assertThat(files("again", 7)).containsExactlyEntriesOf(first);
        assertThat(files("other", 8).get("transactions/part-00000.avro"))
                .isNotEqualTo(first.get("transactions/part-00000.avro"));
    }

    @Test
    void eventsAreInOrderOfTimeAndIdsUnique() {
        Set<String> ids = new HashSet<>();
        long time = Long.MIN_VALUE;
        for (HistoryEvent event : run(simulator(1, 0.02), 20_000)) {
            assertThat(event.timeMillis()).isGreaterThanOrEqualTo(time);
            time = event.timeMillis();
            if (event.value() instanceof Transaction transaction) {
                assertThat(ids.add(transaction.getTransactionId())).isTrue();
            }
        }
    }

    @Test
    void everyPatternOccursAndFraudHasItsShare() {
        PaymentSimulator simulator = simulator(3, 0.02);

        run(simulator, 60_000);

        assertThat(simulator.frauds()).containsOnlyKeys(FraudPattern.values());
        double frauds =
                simulator.frauds().values().stream().mapToLong(Long::longValue).sum();
        assertThat(frauds / simulator.transactions()).isCloseTo(0.02, within(0.005));
    }

    @Test
    void labelsComeAfterTheirTransactionWithItsKeysMostlyAfterDays() {
        Map<String, Transaction> transactions = new HashMap<>();
        List<Duration> chargebacks = new ArrayList<>();
        int labels = 0;
        for (HistoryEvent event : run(simulator(4, 0.02), 60_000)) {
            if (event.value() instanceof Transaction transaction) {
                transactions.put(transaction.getTransactionId(), transaction);
                continue;
            }
            FraudLabel label = (FraudLabel) event.value();
            Transaction of = transactions.get(label.getTransactionId());
            labels++;
            assertThat(of).isNotNull();
            assertThat(label.getKnownAt()).isAfter(label.getTransactionTime());
            assertThat(label.getTransactionTime()).isEqualTo(of.getEventTime());
            assertThat(label.getCardId()).isEqualTo(of.getCardId());
            assertThat(label.getTerminalId()).isEqualTo(of.getTerminalId());
            assertThat(label.getDeviceId()).isEqualTo(of.getDeviceId());
            assertThat(label.getIpAddress()).isEqualTo(of.getIpAddress());
            if (label.getSource() == LabelSource.CHARGEBACK) {
                chargebacks.add(Duration.between(label.getTransactionTime(), label.getKnownAt()));
            }
        }
        assertThat(labels).isGreaterThan(300);
        chargebacks.sort(null);
        assertThat(chargebacks.get(chargebacks.size() / 2)).isBetween(Duration.ofDays(3), Duration.ofDays(10));
    }

    @Test
    void daysAndMerchantsAreNotUniformAndChannelsCarryWhatTheyHave() {
        Map<Integer, Integer> byHour = new TreeMap<>();
        Map<String, Integer> byMerchant = new HashMap<>();
        for (HistoryEvent event : run(simulator(5, 0.01), 40_000)) {
            if (event.value() instanceof Transaction transaction) {
                byHour.merge(transaction.getEventTime().atOffset(ZoneOffset.UTC).getHour(), 1, Integer::sum);
                byMerchant.merge(transaction.getMerchantId(), 1, Integer::sum);
                boolean online = transaction.getChannel() == Channel.ECOMMERCE;
                assertThat(transaction.getIpAddress() != null).isEqualTo(online);
                assertThat(transaction.getDeviceId() != null).isEqualTo(online);
                assertThat(transaction.getAmount().scale()).isEqualTo(4);
                assertThat(transaction.getAmount().signum()).isPositive();
            }
        }
        assertThat(byHour.get(18)).isGreaterThan(5 * byHour.get(3));
        List<Integer> popular =
                byMerchant.values().stream().sorted((a, b) -> b - a).toList();
        assertThat(popular.get(0)).isGreaterThan(20 * popular.get(popular.size() / 2));
    }

    @Test
    void aRunEndsByCountOrByTime() {
        PaymentSimulator byCount = simulator(6, 0.01);
        new BoundedRun(byCount, 100, Instant.MAX).forEachRemaining(event -> {});
        assertThat(byCount.transactions()).isEqualTo(100);

        List<HistoryEvent> byTime = new ArrayList<>();
        new BoundedRun(simulator(6, 0.01), Long.MAX_VALUE, START.plusSeconds(7_200)).forEachRemaining(byTime::add);
        assertThat(byTime).isNotEmpty().allSatisfy(event -> assertThat(Instant.ofEpochMilli(event.timeMillis()))
                .isBefore(START.plusSeconds(7_200)));
    }

    private Map<String, byte[]> files(String name, long seed) throws IOException {
        Path root = directory.resolve(name);
        try (HistoryWriter writer = new HistoryWriter(root)) {
            run(simulator(seed, 0.02), 20_000).forEach(writer::write);
        }
        assertThat(HistoryReader.count(root)).isEqualTo(20_000);
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path file : paths.filter(Files::isRegularFile).toList()) {
                files.put(root.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return files;
    }

    @Test
    void labelsOfABatchBecomeKnownTogetherBeforeWhatHappensThen() {
        Duration day = Duration.ofDays(1);
        PaymentSimulator batched =
                new PaymentSimulator(new PaymentSimulator.Settings(5, START, 500, 0.02, 0.02, day, false));
        Set<Instant> batches = new HashSet<>();
        long time = Long.MIN_VALUE;
        Transaction before = null;
        int labels = 0;
        for (HistoryEvent event : run(batched, 40_000)) {
            assertThat(event.timeMillis()).isGreaterThanOrEqualTo(time);
            time = event.timeMillis();
            if (event.value() instanceof FraudLabel label) {
                labels++;
                assertThat(label.getKnownAt().toEpochMilli() % day.toMillis()).isZero();
                assertThat(label.getKnownAt()).isAfterOrEqualTo(label.getTransactionTime());
                assertThat(before).isNotNull();
                assertThat(before.getEventTime()).isBefore(label.getKnownAt());
                batches.add(label.getKnownAt());
            } else {
                before = (Transaction) event.value();
            }
        }
        assertThat(labels).isGreaterThan(100);
        assertThat(batches).hasSizeBetween(5, 60);
    }

    private static PaymentSimulator simulator(long seed, double fraudShare) {
        return new PaymentSimulator(new PaymentSimulator.Settings(seed, START, 500, 0.02, fraudShare));
    }

    private static List<HistoryEvent> run(PaymentSimulator simulator, int events) {
        return Stream.generate(simulator::next).limit(events).toList();
    }
}
