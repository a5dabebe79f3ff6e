package dev.evenflow.benchmarks.features;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One thing that is varied.
 *
 * @param logarithmic whether the axis of what is varied is
 */
record Curve(String name, String title, String axis, boolean logarithmic, List<Point> points) {

    /** @param x on the axis, and {@code label} for the table */
    record Point(double x, String label, SyntheticLoad load, List<String> windows, int parallelism) {}

    private static final int CUSTOMERS = 10_000;
    private static final Duration SPAN = Duration.ofDays(100);
    private static final List<String> WINDOWS = List.of("1h", "1d", "7d");
    /** The first so many of them, in an order that mixes short and long. */
    private static final List<String> TWENTY = List.of(
            "1d", "1h", "7d", "30d", "90d", "10m", "6h", "3d", "14d", "60d", "30m", "2h", "12h", "2d", "5d", "10d",
            "21d", "45d", "75d", "1m");

    static final List<String> NAMES = List.of("keys", "windows", "length", "disorder", "parallelism", "size");

    /**
     * @param measured transactions of a point
     * @param mostKeys of the curve of keys
     */
    static Curve of(String name, int measured, int mostKeys) {
        SyntheticLoad plain = new SyntheticLoad(CUSTOMERS, measured, SPAN, Duration.ZERO, 0);
        List<Point> points = new ArrayList<>();
        switch (name) {
            case "keys" -> {
                for (int keys = CUSTOMERS; keys <= mostKeys; keys *= 10) {
                    points.add(new Point(
                            keys,
                            String.format(Locale.ROOT, "%,d", keys),
                            new SyntheticLoad(keys, measured, SPAN, Duration.ZERO, 0),
                            WINDOWS,
                            1));
                }
                return new Curve(name, "Keys", "keys in state", true, points);
            }
            case "windows" -> {
                for (int windows : new int[] {1, 2, 5, 10, 20}) {
                    points.add(new Point(windows, windows + "", plain, TWENTY.subList(0, windows), 1));
                }
                return new Curve(name, "Windows", "windows of each of three features", false, points);
            }
            case "length" -> {
                for (String window : List.of("1h", "6h", "1d", "7d", "30d", "90d")) {
                    points.add(new Point(hours(window), window, plain, List.of(window), 1));
                }
                return new Curve(name, "Length of the window", "hours", true, points);
            }
            case "disorder" -> {
                for (Duration disorder : List.of(
                        Duration.ZERO,
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(10),
                        Duration.ofHours(1),
                        Duration.ofHours(6))) {
                    points.add(new Point(
                            disorder.toMinutes(),
                            disorder.toMinutes() + " min",
                            new SyntheticLoad(CUSTOMERS, measured, SPAN, disorder, 0),
                            WINDOWS,
                            1));
                }
                return new Curve(name, "Disorder", "minutes behind, at most", false, points);
            }
            case "parallelism" -> {
                for (int parallelism = 1; parallelism <= 2; parallelism++) {
                    points.add(new Point(parallelism, parallelism + "", plain, WINDOWS, parallelism));
                }
                return new Curve(name, "Parallelism", "parallelism", false, points);
            }
            case "size" -> {
                for (int padding : new int[] {0, 200, 1_000, 4_000}) {
                    points.add(new Point(
                            padding,
                            padding + " bytes more",
                            new SyntheticLoad(CUSTOMERS, measured, SPAN, Duration.ZERO, padding),
                            WINDOWS,
                            1));
                }
                return new Curve(name, "Record size", "bytes in a field that nobody reads", false, points);
            }
            default ->
                throw new IllegalArgumentException("there is no curve '" + name + "', expected some of " + NAMES);
        }
    }

    private static double hours(String window) {
        int number = Integer.parseInt(window.substring(0, window.length() - 1));
        return window.endsWith("d") ? number * 24 : number;
    }
}
