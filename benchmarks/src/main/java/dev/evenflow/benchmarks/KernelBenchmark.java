package dev.evenflow.benchmarks;

import com.sun.management.ThreadMXBean;
import dev.evenflow.features.plan.EntityPlan;
import dev.evenflow.features.plan.FeaturePlan;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.spec.FeatureSetParser;
import dev.evenflow.payments.FraudLabel;
import dev.evenflow.payments.Transaction;
import dev.evenflow.platform.simulator.PaymentSimulator;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the kernel costs per event and entity, without Flink: the simulator's transactions, labels too, through every entity of a
 * feature set, on a store that serialises as RocksDB does, by the CPU time and the allocation of the one thread that works.
 *
 * <p>The first half of the events fills the windows and does not count, nor does the first round. Arguments:
 * {@code --features FILE --rows N --customers N --days N --rounds N --slack MS --store bytes|heap [--profile yes]}.
 */
public final class KernelBenchmark {
    private static final int BATCH = 500;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Map<String, String> options;
    private final FeaturePlan plan;

    private KernelBenchmark(Map<String, String> options) throws Exception {
        this.options = options;
        Path file = Path.of(option("features"));
        plan = FeaturePlan.compile(
                FeatureSetParser.parse(
                        file.toString(),
                        Files.readString(file),
                        Transaction.getClassSchema(),
                        FraudLabel.getClassSchema()),
                Transaction.getClassSchema(),
                FraudLabel.getClassSchema());
    }

    public static void main(String[] args) throws Exception {
        Map<String, String> options = new TreeMap<>();
        for (int i = 0; i + 1 < args.length; i += 2) options.put(args[i].replaceFirst("^--", ""), args[i + 1]);
        new KernelBenchmark(options).run();
    }

    private void run() throws Exception {
        System.out.printf(
                Locale.ROOT,
                "%,d transactions of %,d customers in %d days, %s, slack %,d ms; the second half counts; %d rounds, the first to warm up%n",
                number("rows"),
                number("customers"),
                number("days"),
                option("store"),
                number("slack"),
                number("rounds"));
        List<EntityCosts> last = List.of();
        List<Double> counted = new ArrayList<>();
        for (int round = 0; round < number("rounds"); round++) {
            last = round();
            double nanos = EntityCosts.nanosPerRow(last);
            System.out.printf(Locale.ROOT, "  round %d: %,.0f ns per event and entity%n", round, nanos);
            if (round > 0) counted.add(nanos);
        }
        if (!counted.isEmpty()) {
            counted.sort(null);
            System.out.printf(
                    Locale.ROOT, "  median %,.0f ns; the last round:%n", counted.get((counted.size() - 1) / 2));
        }
        EntityCosts.print(last, System.out);
        if (options.containsKey("profile")) {
            Path file = Files.createTempFile("kernel", ".jfr");
            CpuProfile.of(file, this::round).print(System.out);
            Files.deleteIfExists(file);
        }
    }

    private List<EntityCosts> round() throws Exception {
        List<EntityCosts> costs = new ArrayList<>();
        for (EntityPlan entity : plan.entities())
            costs.add(new EntityCosts(entity, number("slack"), option("store").equals("bytes")));
        double perSecond =
                number("rows") / (double) Duration.ofDays(number("days")).toSeconds();
        PaymentSimulator simulator = new PaymentSimulator(new PaymentSimulator.Settings(
                7, Instant.parse("2026-03-02T08:00:00Z"), number("customers"), perSecond, 0.002));
        for (int made = 0; made < number("rows"); made += BATCH) {
            List<FeatureRow> rows = new ArrayList<>(BATCH);
            for (int events = 0; events < BATCH; ) {
                Object next = simulator.next().value();
                if (next instanceof Transaction transaction) {
                    rows.add(plan.readEvent(transaction));
                    events++;
                } else if (next instanceof FraudLabel label) {
                    rows.add(plan.readLabel(label));
                }
            }
            boolean counts = made >= number("rows") / 2;
            for (EntityCosts entity : costs) {
                long bytes =
                        THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
                long begin = THREADS.getCurrentThreadCpuTime();
                entity.handle(rows, counts);
                if (!counts) continue;
                entity.cpuNanos += THREADS.getCurrentThreadCpuTime() - begin;
                entity.allocated +=
                        THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - bytes;
            }
        }
        return costs;
    }

    private String option(String name) {
        String value = options.get(name);
        if (value == null) throw new IllegalArgumentException("option --" + name + " is missing");
        return value;
    }

    private int number(String name) {
        return Integer.parseInt(option(name));
    }
}
