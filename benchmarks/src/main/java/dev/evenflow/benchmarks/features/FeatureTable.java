package dev.evenflow.benchmarks.features;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Medians of the rounds, and each case's ratio to the bare pipeline within a round. */
record FeatureTable(Map<FeatureCase, List<Slope>> measured) {
    private static final String REFERENCE = "bare";

    void print(PrintStream out) {
        List<Slope> reference = reference();
        out.println();
        out.println(
                "| case | events/s, median (min..max) | of bare, median (min..max) | CPU µs/event | of bare | compiling µs | broker CPU µs/event |");
        out.println("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        measured.forEach((each, slopes) -> {
            List<Double> ratios = ratios(slopes, reference, Slope::eventsPerSecond);
            List<Double> rates = Slope.rates(slopes);
            out.printf(
                    Locale.ROOT,
                    "| `%s`: %s | %,.0f (%,.0f..%,.0f) | %s | %.1f | %s | %.1f | %.1f |%n",
                    each.name(),
                    each.text(),
                    median(rates),
                    rates.get(0),
                    rates.get(rates.size() - 1),
                    ratios.isEmpty()
                            ? ""
                            : String.format(
                                    Locale.ROOT,
                                    "%.2f (%.2f..%.2f)",
                                    median(ratios),
                                    ratios.get(0),
                                    ratios.get(ratios.size() - 1)),
                    median(slopes, Slope::cpuMicros),
                    text(ratios(slopes, reference, Slope::cpuMicros)),
                    median(slopes, Slope::compilerMicros),
                    median(slopes, Slope::brokerMicros));
        });
        printScale(out);
    }

    /** Of each case that ran on one core, too: how much faster it is with all of them. */
    private void printScale(PrintStream out) {
        measured.forEach((all, slopes) -> measured.forEach((one, slow) -> {
            if (one.name().equals(all.name() + OneCoreCase.SUFFIX)) {
                List<Double> ratios = ratios(slopes, slow, Slope::eventsPerSecond);
                out.printf(
                        Locale.ROOT,
                        "%n`%s` is %.2f (%.2f..%.2f) times as fast as `%s`%n",
                        all.name(),
                        median(ratios),
                        ratios.get(0),
                        ratios.get(ratios.size() - 1),
                        one.name());
            }
        }));
    }

    private static String text(List<Double> ratios) {
        return ratios.isEmpty() ? "" : String.format(Locale.ROOT, "%.2f", median(ratios));
    }

    private List<Slope> reference() {
        return measured.entrySet().stream()
                .filter(entry -> entry.getKey().name().equals(REFERENCE))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(List.of());
    }

    /** Sorted; none without a reference. */
    private static List<Double> ratios(List<Slope> slopes, List<Slope> reference, ToDoubleFunction<Slope> figure) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(slopes.size(), reference.size()); i++) {
            ratios.add(figure.applyAsDouble(slopes.get(i)) / figure.applyAsDouble(reference.get(i)));
        }
        return ratios.stream().sorted().toList();
    }

    static double median(List<Slope> slopes, ToDoubleFunction<Slope> figure) {
        return median(slopes.stream().map(figure::applyAsDouble).sorted().toList());
    }

    static double median(List<Double> sorted) {
        return (sorted.get(sorted.size() / 2) + sorted.get((sorted.size() - 1) / 2)) / 2;
    }

    void writeJson(Path file, Workload load) throws IOException {
        ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        ObjectNode root = json.createObjectNode();
        root.put("events", load.events());
        root.put("customers", load.customers());
        root.put("days", load.days());
        root.put("parallelism", load.partitions());
        root.put("processors", Runtime.getRuntime().availableProcessors());
        ObjectNode cases = root.putObject("cases");
        measured.forEach((each, slopes) -> {
            var rounds = cases.putArray(each.name());
            for (Slope slope : slopes) {
                rounds.addObject()
                        .put("eventsPerSecond", slope.eventsPerSecond())
                        .put("cpuMicros", slope.cpuMicros())
                        .put("compilerMicros", slope.compilerMicros())
                        .put("brokerMicros", slope.brokerMicros());
            }
        });
        json.writeValue(file.toFile(), root);
    }
}
