package dev.evenflow.benchmarks.features;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Panels of one figure each over the same axis, as an SVG of its own: no script, no font, on a white ground of its own. Where there were rounds, a bar goes from the
 * least to the most of them and the line through the medians.
 *
 * @param panels figure → line → its dots by x
 */
record SvgPlot(String title, String axis, Curve.Scale scale, Map<String, Map<String, List<Dot>>> panels) {
    private static final int COLUMNS = 2;
    private static final int PANEL_WIDTH = 400;
    private static final int PANEL_HEIGHT = 220;
    private static final int HEAD = 56;
    private static final int FOOT = 34;
    private static final int LEFT = 62;
    private static final int RIGHT = 16;
    private static final int TOP = 30;
    private static final int BOTTOM = 28;
    /** Between the frame and the first dot. */
    private static final int INSET = 22;

    private static final int MOST_TICKS = 5;
    private static final List<String> COLOURS = List.of("#0969da", "#bc4c00", "#1a7f37", "#8250df");
    private static final String TEXT = "#1f2328";
    private static final String FAINT = "#59636e";
    private static final String GRID = "#e1e6eb";

    record Dot(double x, String label, CurveFigures.Spread y) {}

    void write(Path file) throws IOException {
        Files.writeString(file, text());
    }

    String text() {
        int rows = (panels.size() + COLUMNS - 1) / COLUMNS;
        int width = COLUMNS * PANEL_WIDTH;
        int height = HEAD + rows * PANEL_HEIGHT + FOOT;
        StringBuilder svg = new StringBuilder();
        add(
                svg,
                "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-family='system-ui, sans-serif' font-size='12'>",
                width,
                height);
        add(svg, "<title>%s</title>", escaped(title));
        add(svg, "<rect width='%d' height='%d' rx='8' fill='#ffffff'/>", width, height);
        label(svg, 16, 26, "start", TEXT, 16, title);
        legend(svg, width);
        int index = 0;
        for (Map.Entry<String, Map<String, List<Dot>>> panel : panels.entrySet()) {
            add(
                    svg,
                    "<g transform='translate(%d %d)'>",
                    index % COLUMNS * PANEL_WIDTH,
                    HEAD + index / COLUMNS * PANEL_HEIGHT);
            panel(svg, panel.getKey(), panel.getValue());
            svg.append("</g>\n");
            index++;
        }
        label(svg, width / 2.0, height - 12, "middle", FAINT, 12, axis);
        return svg.append("</svg>\n").toString();
    }

    private void legend(StringBuilder svg, int width) {
        List<String> names = new ArrayList<>(panels.values().iterator().next().keySet());
        for (int i = 0; i < names.size(); i++) {
            int x = width - RIGHT - 90 * (names.size() - i);
            add(
                    svg,
                    "<line x1='%d' y1='22' x2='%d' y2='22' stroke='%s' stroke-width='2.5'/>",
                    x,
                    x + 20,
                    COLOURS.get(i));
            label(svg, x + 26, 26, "start", TEXT, 12, names.get(i));
        }
    }

    private void panel(StringBuilder svg, String figure, Map<String, List<Dot>> lines) {
        double most = lines.values().stream()
                .flatMap(List::stream)
                .mapToDouble(dot -> dot.y.most())
                .max()
                .orElse(1);
        double step = step(most);
        double top = step * Math.max(1, Math.ceil(most / step - 1e-9));
        label(svg, LEFT, 18, "start", TEXT, 13, figure);
        for (double value = 0; value <= top + step / 2; value += step) {
            double y = y(value, top);
            add(
                    svg,
                    "<line x1='%d' y1='%.1f' x2='%d' y2='%.1f' stroke='%s'/>",
                    LEFT,
                    y,
                    PANEL_WIDTH - RIGHT,
                    y,
                    value == 0 ? FAINT : GRID);
            label(svg, LEFT - 8, y + 4, "end", FAINT, 11, number(value));
        }
        Map<Double, String> labels = new TreeMap<>();
        lines.values().forEach(dots -> dots.forEach(dot -> labels.put(dot.x, dot.label)));
        List<Double> places = new ArrayList<>(labels.keySet());
        labels.forEach((x, text) -> label(svg, x(x, places), PANEL_HEIGHT - BOTTOM + 16, "middle", FAINT, 11, text));
        int colour = 0;
        for (List<Dot> dots : lines.values()) {
            line(svg, dots, places, top, COLOURS.get(colour++));
        }
    }

    private void line(StringBuilder svg, List<Dot> dots, List<Double> places, double top, String colour) {
        StringBuilder path = new StringBuilder();
        for (Dot dot : dots) {
            double x = x(dot.x, places);
            double y = y(dot.y.median(), top);
            path.append(String.format(Locale.ROOT, "%s%.1f %.1f", path.isEmpty() ? "M" : " L", x, y));
            if (dot.y.most() > dot.y.least()) {
                add(
                        svg,
                        "<line x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f' stroke='%s' stroke-opacity='0.45' stroke-width='5'/>",
                        x,
                        y(dot.y.least(), top),
                        x,
                        y(dot.y.most(), top),
                        colour);
            }
            add(svg, "<circle cx='%.1f' cy='%.1f' r='3.5' fill='%s'/>", x, y, colour);
        }
        add(svg, "<path d='%s' fill='none' stroke='%s' stroke-width='2' stroke-linejoin='round'/>", path, colour);
    }

    private double x(double value, List<Double> places) {
        double first = places.get(0);
        double last = places.get(places.size() - 1);
        double share =
                switch (scale) {
                    case LOGARITHMIC -> Math.log(value / first) / Math.log(last / first);
                    case LINEAR, ORDINAL -> (value - first) / (last - first);
                };
        return LEFT + INSET + (first == last ? 0.5 : share) * (PANEL_WIDTH - LEFT - RIGHT - 2 * INSET);
    }

    private static double y(double value, double top) {
        return PANEL_HEIGHT - BOTTOM - value / top * (PANEL_HEIGHT - TOP - BOTTOM);
    }

    /** The least of 1, 2, 2.5, 5 times a power of ten that needs few ticks. */
    private static double step(double most) {
        double power = Math.pow(10, Math.floor(Math.log10(Math.max(most, 1e-9) / MOST_TICKS)));
        for (double factor : new double[] {1, 2, 2.5, 5}) {
            if (most <= factor * power * MOST_TICKS) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    /** For people: three digits that tell something. */
    static String number(double value) {
        if (value >= 1_000) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        String text = String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value);
        return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
    }

    private static void label(
            StringBuilder svg, double x, double y, String anchor, String colour, int size, String text) {
        add(
                svg,
                "<text x='%.1f' y='%.1f' text-anchor='%s' fill='%s' font-size='%d'>%s</text>",
                x,
                y,
                anchor,
                colour,
                size,
                escaped(text));
    }

    private static void add(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
