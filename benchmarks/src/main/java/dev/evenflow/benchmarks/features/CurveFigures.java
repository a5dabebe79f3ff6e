package dev.evenflow.benchmarks.features;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What was measured of all curves, in a file: a call measures as much as it has time for, and tables and plots are of all calls. A point that is measured again
 * replaces what was there.
 */
final class CurveFigures {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path directory;
    private final ObjectNode root;

    private CurveFigures(Path directory, ObjectNode root) {
        this.directory = directory;
        this.root = root;
    }

    /** @param directory of {@code curves.json} and of the plots */
    static CurveFigures in(Path directory) throws IOException {
        Files.createDirectories(directory);
        Path file = file(directory);
        ObjectNode root = Files.exists(file) ? (ObjectNode) JSON.readTree(file.toFile()) : JSON.createObjectNode();
        return new CurveFigures(directory, root);
    }

    private static Path file(Path directory) {
        return directory.resolve("curves.json");
    }

    /**
     * @param vectors which
     * @param rounds of each the figures by name, the same names in each
     */
    void put(Curve curve, Curve.Point point, String vectors, List<Map<String, Double>> rounds) throws IOException {
        ObjectNode entry = JSON.createObjectNode();
        entry.put("x", point.x());
        entry.put("label", point.label());
        entry.put("vectors", vectors);
        entry.put("transactions", point.load().events());
        ObjectNode figures = entry.putObject("rounds");
        for (String name : rounds.get(0).keySet()) {
            ArrayNode values = figures.putArray(name);
            rounds.forEach(round -> values.add(rounded(round.getOrDefault(name, 0.0))));
        }
        ArrayNode entries = root.withArray(curve.name());
        for (int i = entries.size() - 1; i >= 0; i--) {
            JsonNode other = entries.get(i);
            if (other.path("label").asText().equals(point.label())
                    && other.path("vectors").asText().equals(vectors)) {
                entries.remove(i);
            }
        }
        entries.add(entry);
        JSON.writeValue(file(directory).toFile(), root);
    }

    private static double rounded(double value) {
        return Double.parseDouble(String.format(Locale.ROOT, "%.5g", value));
    }

    /** Table and plot of everything that is known of the curve. */
    void show(Curve curve, PrintStream out) throws IOException {
        List<JsonNode> entries = new ArrayList<>();
        root.path(curve.name()).forEach(entries::add);
        if (entries.isEmpty()) {
            return;
        }
        entries.sort(
                (a, b) -> a.path("vectors").asText().equals(b.path("vectors").asText())
                        ? Double.compare(a.path("x").asDouble(), b.path("x").asDouble())
                        : a.path("vectors").asText().compareTo(b.path("vectors").asText()));
        List<String> names = new ArrayList<>();
        entries.get(0).path("rounds").fieldNames().forEachRemaining(names::add);
        out.printf(Locale.ROOT, "%n%s%n%n", curve.title());
        out.println("| vectors | " + curve.axis() + " | " + String.join(" | ", names) + " |");
        out.println("| --- | ---: |" + " ---: |".repeat(names.size()));
        for (JsonNode entry : entries) {
            out.println("| " + entry.path("vectors").asText() + " | "
                    + entry.path("label").asText() + " | "
                    + names.stream()
                            .map(name -> SvgPlot.number(
                                    Spread.of(entry.path("rounds").path(name)).median()))
                            .collect(Collectors.joining(" | "))
                    + " |");
        }
        Map<String, Map<String, List<SvgPlot.Dot>>> panels = new LinkedHashMap<>();
        for (String name : names) {
            Map<String, List<SvgPlot.Dot>> lines = new TreeMap<>();
            for (JsonNode entry : entries) {
                lines.computeIfAbsent(entry.path("vectors").asText(), of -> new ArrayList<>())
                        .add(new SvgPlot.Dot(
                                entry.path("x").asDouble(),
                                entry.path("label").asText(),
                                Spread.of(entry.path("rounds").path(name))));
            }
            panels.put(name, lines);
        }
        new SvgPlot(curve.title(), curve.axis(), curve.scale(), panels).write(directory.resolve(curve.name() + ".svg"));
    }

    /** Of the rounds. */
    record Spread(double least, double median, double most) {
        static Spread of(JsonNode values) {
            List<Double> sorted = new ArrayList<>();
            values.forEach(value -> sorted.add(value.asDouble()));
            sorted.sort(null);
            return new Spread(sorted.get(0), FeatureTable.median(sorted), sorted.get(sorted.size() - 1));
        }
    }
}
