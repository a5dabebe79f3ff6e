package dev.evenflow.benchmarks.features;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A plot of a few lines over one axis, as an SVG of its own: no script, no font, readable on light and dark pages. */
record SvgPlot(String title, String xAxis, String yAxis, boolean logarithmicX, Map<String, List<double[]>> lines) {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    private static final int LEFT = 80;
    private static final int RIGHT = 20;
    private static final int TOP = 56;
    private static final int BOTTOM = 48;
    private static final int TICKS = 5;
    private static final List<String> COLOURS = List.of("#1f6feb", "#d1242f", "#2da44e", "#9a6700");

    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, text());
    }

    String text() {
        double left = bound(0, true);
        double right = bound(0, false);
        double top = nice(bound(1, false));
        StringBuilder svg = new StringBuilder();
        add(
                svg,
                "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-family='sans-serif' font-size='12'>",
                WIDTH,
                HEIGHT);
        add(svg, "<rect width='%d' height='%d' fill='#ffffff'/>", WIDTH, HEIGHT);
        add(svg, "<text x='%d' y='20' font-size='15' fill='#1f2328'>%s</text>", LEFT, escaped(title));
        for (int tick = 0; tick <= TICKS; tick++) {
            double value = top * tick / TICKS;
            double y = y(value, top);
            add(svg, "<line x1='%d' y1='%.1f' x2='%d' y2='%.1f' stroke='#d0d7de'/>", LEFT, y, WIDTH - RIGHT, y);
            add(
                    svg,
                    "<text x='%d' y='%.1f' text-anchor='end' fill='#59636e'>%s</text>",
                    LEFT - 6,
                    y + 4,
                    number(value));
        }
        List<double[]> first = lines.values().iterator().next();
        for (double[] point : first) {
            double x = x(point[0], left, right);
            add(
                    svg,
                    "<text x='%.1f' y='%d' text-anchor='middle' fill='#59636e'>%s</text>",
                    x,
                    HEIGHT - BOTTOM + 18,
                    number(point[0]));
        }
        add(
                svg,
                "<text x='%d' y='%d' text-anchor='end' fill='#59636e'>%s</text>",
                WIDTH - RIGHT,
                HEIGHT - 10,
                escaped(xAxis));
        add(svg, "<text x='%d' y='40' fill='#59636e'>%s</text>", LEFT, escaped(yAxis));
        int index = 0;
        for (Map.Entry<String, List<double[]>> line : lines.entrySet()) {
            String colour = COLOURS.get(index % COLOURS.size());
            StringBuilder path = new StringBuilder();
            for (double[] point : line.getValue()) {
                double x = x(point[0], left, right);
                double y = y(point[1], top);
                path.append(String.format(Locale.ROOT, "%s%.1f %.1f", path.isEmpty() ? "M" : " L", x, y));
                add(svg, "<circle cx='%.1f' cy='%.1f' r='3.5' fill='%s'/>", x, y, colour);
            }
            add(svg, "<path d='%s' fill='none' stroke='%s' stroke-width='2'/>", path, colour);
            add(
                    svg,
                    "<text x='%d' y='40' text-anchor='end' fill='%s'>%s</text>",
                    WIDTH - RIGHT - 110 * index,
                    colour,
                    escaped(line.getKey()));
            index++;
        }
        return svg.append("</svg>\n").toString();
    }

    private static void add(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private double bound(int coordinate, boolean least) {
        var all = lines.values().stream().flatMap(List::stream).mapToDouble(point -> point[coordinate]);
        return (least ? all.min() : all.max()).orElse(0);
    }

    private double x(double value, double left, double right) {
        double share = right == left
                ? 0.5
                : logarithmicX ? Math.log(value / left) / Math.log(right / left) : (value - left) / (right - left);
        // labels of the first and the last point need room
        int margin = 30;
        return LEFT + margin + share * (WIDTH - LEFT - RIGHT - 2 * margin);
    }

    private static double y(double value, double top) {
        return HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM);
    }

    /** The next of 1, 2, 5 times a power of ten. */
    private static double nice(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(Math.max(value, 1e-9))));
        for (double step : new double[] {1, 2, 5}) {
            if (value <= step * power) {
                return step * power;
            }
        }
        return 10 * power;
    }

    private static String number(double value) {
        return value >= 1_000_000
                ? String.format(Locale.ROOT, "%.3gM", value / 1e6)
                : value >= 10_000
                        ? String.format(Locale.ROOT, "%.0fk", value / 1e3)
                        : value == Math.rint(value)
                                ? String.format(Locale.ROOT, "%.0f", value)
                                : String.format(Locale.ROOT, "%.3g", value);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
