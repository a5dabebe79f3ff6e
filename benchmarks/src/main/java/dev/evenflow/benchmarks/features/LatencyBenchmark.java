package dev.evenflow.benchmarks.features;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.apache.kafka.common.IsolationLevel;

/**
 * From the time at which a transaction is due to be sent until its vector is read, at shares of the most that served vectors come at; the same rates for
 * every case. State is there: the cases read the workload first.
 *
 * <p>Arguments: those of {@link FeaturesBenchmark}, and {@code --shares 25,50,80 --seconds N --rate N}, 0 to measure the most first;
 * {@code --warm-up N} seconds of each case at half of the most that do not count, {@code --json FILE} for the percentiles.
 */
public final class LatencyBenchmark {
    private static final double[] PERCENTILES = {50, 90, 99, 99.9};
    private static final String REFERENCE = "served";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Before each share. */
    private static final int SETTLE_SECONDS = 5;

    private static final int WARM_UP_SHARE = 50;
    private static final int SLOTS = 2;

    private final Arguments arguments;
    private final BenchPlatform platform;
    private final Workload load;
    private final LiveFeed feed;
    private int runs;

    private LatencyBenchmark(Arguments arguments, BenchPlatform platform, Workload load, LiveFeed feed) {
        this.arguments = arguments;
        this.platform = platform;
        this.load = load;
        this.feed = feed;
    }

    /** What a row of the table is about. */
    private record Series(int share, String what, IsolationLevel isolation) {}

    public static void main(String[] args) throws Exception {
        Arguments arguments = Arguments.of(args);
        Workload load = Workload.of(arguments);
        try (BenchPlatform platform = BenchPlatform.start(
                Path.of(arguments.text("work")), arguments.text("memory"), Math.max(SLOTS, load.partitions()), true)) {
            load.publish(platform);
            try (LiveFeed feed = new LiveFeed(platform, load)) {
                new LatencyBenchmark(arguments, platform, load, feed).run();
            }
        }
    }

    private void run() throws Exception {
        double most = arguments.number("rate");
        if (most == 0) {
            most = most();
        }
        System.out.printf(
                Locale.ROOT,
                "Served vectors come at %,.0f/s at most; rates are shares of that. %,d transactions of %,d customers before; %d rounds of %d s each%n",
                most,
                load.events(),
                load.customers(),
                arguments.number("rounds"),
                arguments.number("seconds"));
        Map<Series, List<Histogram>> measured = new LinkedHashMap<>();
        List<FeatureCase> order = new ArrayList<>(
                arguments.list("cases").stream().map(FeatureCases::of).toList());
        List<Integer> shares =
                arguments.list("shares").stream().map(Integer::valueOf).toList();
        if (arguments.number("warm-up") > 0) {
            System.out.println("  first each once, which does not count:");
            for (FeatureCase each : order) {
                measure(each, most, List.of(WARM_UP_SHARE), arguments.number("warm-up"), new LinkedHashMap<>());
            }
            System.out.println("  now it counts:");
        }
        for (int round = 0; round < arguments.number("rounds"); round++) {
            for (FeatureCase each : order) {
                measure(each, most, shares, arguments.number("seconds"), measured);
            }
            Collections.reverse(order);
        }
        print(measured, most);
        String json = arguments.find("json");
        if (json != null) {
            writeJson(Path.of(json), measured, most);
        }
    }

    private double most() throws Exception {
        double most = 0;
        // the second counts
        for (int i = 0; i < 2; i++) {
            CaseRun run = next(REFERENCE);
            try (StartedCase started = FeatureCases.of(REFERENCE).start(run)) {
                most = Slope.of(run, started, Slope.Between.NOTHING).eventsPerSecond();
            }
            platform.delete(run.output());
        }
        return most;
    }

    private CaseRun next(String what) {
        return new CaseRun(platform, load, load.partitions(), "bench-" + what + "-" + runs++, arguments);
    }

    private void measure(
            FeatureCase what, double most, List<Integer> shares, int seconds, Map<Series, List<Histogram>> measured)
            throws Exception {
        CaseRun run = next(what.name());
        try (StartedCase started = what.start(run)) {
            Slope.await(run, started, feed.transactions());
            // compaction and the first checkpoint of what was read
            TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
            for (int share : shares) {
                double rate = most * share / 100;
                int count = (int) (rate * SETTLE_SECONDS) + (int) (rate * seconds);
                SendTimes times = new SendTimes(feed.transactions(), count);
                long recordFrom = System.nanoTime() + TimeUnit.SECONDS.toNanos(SETTLE_SECONDS);
                List<IsolationLevel> levels = List.of(IsolationLevel.READ_UNCOMMITTED, IsolationLevel.READ_COMMITTED);
                List<VectorReader> readers = new ArrayList<>();
                for (IsolationLevel level : levels) {
                    readers.add(new VectorReader(run, level, times, recordFrom));
                }
                feed.send(count, rate, times);
                for (int i = 0; i < levels.size(); i++) {
                    Histogram micros = readers.get(i).await(count, PATIENCE);
                    Series series = new Series(share, what.name(), levels.get(i));
                    measured.computeIfAbsent(series, of -> new ArrayList<>()).add(micros);
                    System.out.printf(
                            Locale.ROOT,
                            "  %s at %d%%, %s: p50 %.1f, p99 %.1f, p99.9 %.1f ms%n",
                            what.name(),
                            series.share,
                            levels.get(i).toString().toLowerCase(Locale.ROOT),
                            millis(micros, 50),
                            millis(micros, 99),
                            millis(micros, 99.9));
                }
            }
        }
        platform.delete(run.output());
    }

    private static double millis(Histogram micros, double percentile) {
        return micros.getValueAtPercentile(percentile) / 1e3;
    }

    private void writeJson(Path file, Map<Series, List<Histogram>> measured, double most) throws IOException {
        ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        ObjectNode root = mapper.createObjectNode();
        root.put("most", most);
        root.put("events", load.events());
        root.put("seconds", arguments.number("seconds"));
        ArrayNode entries = root.putArray("series");
        measured.forEach((series, rounds) -> {
            for (Histogram round : rounds) {
                ObjectNode entry = entries.addObject()
                        .put("share", series.share)
                        .put("case", series.what)
                        .put("reader", series.isolation.toString().toLowerCase(Locale.ROOT));
                for (double percentile : PERCENTILES) {
                    entry.put("p" + percentile, millis(round, percentile));
                }
                entry.put("largest", round.getMaxValue() / 1e3).put("vectors", round.getTotalCount());
            }
        });
        mapper.writeValue(file.toFile(), root);
    }

    private static void print(Map<Series, List<Histogram>> measured, double most) {
        System.out.println();
        System.out.println(
                "| load | case | reader | p50 ms | p90 ms | p99 ms (of each round) | p99.9 ms | largest ms | vectors |");
        System.out.println("| ---: | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        measured.entrySet().stream()
                .sorted(Comparator.comparingInt(entry -> entry.getKey().share))
                .forEach(entry -> {
                    Series series = entry.getKey();
                    Histogram all = new Histogram(VectorReader.HIGHEST_MICROS, VectorReader.DIGITS);
                    entry.getValue().forEach(all::add);
                    List<String> rounds = entry.getValue().stream()
                            .map(each -> String.format(Locale.ROOT, "%.1f", millis(each, 99)))
                            .toList();
                    System.out.printf(
                            Locale.ROOT,
                            "| %d%% (%,.0f/s) | `%s` | %s | %.1f | %.1f | %.1f (%s) | %.1f | %.1f | %,d |%n",
                            series.share,
                            most * series.share / 100,
                            series.what,
                            series.isolation.toString().toLowerCase(Locale.ROOT),
                            millis(all, PERCENTILES[0]),
                            millis(all, PERCENTILES[1]),
                            millis(all, PERCENTILES[2]),
                            String.join(", ", rounds),
                            millis(all, PERCENTILES[3]),
                            all.getMaxValue() / 1e3,
                            all.getTotalCount());
                });
    }
}
