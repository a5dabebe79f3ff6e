package dev.evenflow.benchmarks.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class CurveFiguresTest {
    private static final String RATE = "events/s";
    private static final String STATE = "state MB";

    private final Curve keys = Curve.of("keys", 50_000, 1_000_000);

    @TempDir
    private Path directory;

    @Test
    void figures_of_several_calls_come_into_one_plot() throws Exception {
        put("10k", "served", 40_000, 1);
        put("10k", "settled", 50_000, 1);
        put("1M", "served", 20_000, 300);

        String table = show();

        assertThat(table).contains("| served | 10k | 40,000 | 1 |", "| served | 1M | 20,000 | 300 |");
        // two panels, each with three points
        assertThat(plot().getElementsByTagName("circle").getLength()).isEqualTo(6);
    }

    @Test
    void a_point_that_is_measured_again_replaces_what_was_there() throws Exception {
        put("10k", "served", 40_000, 1);
        put("10k", "served", 44_000, 2);

        assertThat(show()).contains("| served | 10k | 44,000 | 2 |").doesNotContain("40,000");
    }

    @Test
    void of_several_rounds_the_median_is_shown_and_a_bar_of_all() throws Exception {
        CurveFigures.in(directory)
                .put(keys, point("100k"), "served", List.of(round(30, 5), round(10, 5), round(20, 5)));

        assertThat(show()).contains("| served | 100k | 20 | 5 |");
        assertThat(plot().getElementsByTagName("circle").getLength()).isEqualTo(2);
    }

    private void put(String label, String vectors, double rate, double state) throws IOException {
        CurveFigures.in(directory).put(keys, point(label), vectors, List.of(round(rate, state)));
    }

    private static Map<String, Double> round(double rate, double state) {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put(RATE, rate);
        figures.put(STATE, state);
        return figures;
    }

    private Curve.Point point(String label) {
        return keys.points().stream()
                .filter(point -> point.label().equals(label))
                .findFirst()
                .orElseThrow();
    }

    private String show() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CurveFigures.in(directory).show(keys, new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    private Document plot() throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(directory.resolve("keys.svg").toFile());
    }
}
