package dev.evenflow.benchmarks.features;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One thing that is varied.
 *
 * @param disorder of the job: how long events wait for others in settled vectors, the same for all points
 */
record Curve(String name, String title, String axis, Scale scale, String disorder, List<Point> points) {

    /** Of the axis of what is varied; on an ordinal one points are equally far from each other. */
    enum Scale {
        LINEAR,
        LOGARITHMIC,
        ORDINAL
    }

    /**
     * @param x on the axis
     * @param label on the axis, in the table and for {@code --points}
     * @param cores of the whole platform, 0 for all
     */
    record Point(double x, String label, SyntheticLoad load, List<String> windows, int parallelism, int cores) {}

    private static final int CUSTOMERS = 10_000;
    private static final Duration SPAN = Duration.ofDays(100);
    /** Less than the longest window: a key seen once stays in state until the end. */
    private static final Duration KEYS_SPAN = Duration.ofDays(6);

    private static final List<String> WINDOWS = List.of("1h", "1d", "7d");
    /** The first so many of them, in an order that mixes short and long. */
    private static final List<String> TWENTY = List.of(
            "1d", "1h", "7d", "30d", "90d", "10m", "6h", "3d", "14d", "60d", "30m", "2h", "12h", "2d", "5d", "10d",
            "21d", "45d", "75d", "1m");

    private static final String IN_ORDER = "1m";
    private static final String RECOVERY = "recovery";
    private static final List<String> NAMES =
            List.of("keys", "windows", "length", "disorder", "parallelism", "size", RECOVERY);

    /** Whether it tells how long it takes to come back, and not how fast it goes. */
    boolean isRecovery() {
        return name.equals(RECOVERY);
    }

    /**
     * @param measured transactions of a point
     * @param mostKeys of the curves of keys and recovery
     */
    static Curve of(String name, int measured, int mostKeys) {
        SyntheticLoad plain = plain(measured);
        List<Point> points = new ArrayList<>();
        switch (name) {
            case "keys", RECOVERY -> {
                for (int keys = CUSTOMERS; keys <= mostKeys; keys *= 10) {
                    SyntheticLoad load = new SyntheticLoad(keys, measured, KEYS_SPAN, Duration.ZERO, 0);
                    points.add(point(keys, keys < 1_000_000 ? keys / 1_000 + "k" : keys / 1_000_000 + "M", load));
                }
                String title = name.equals(RECOVERY) ? "Recovery after kill -9 of the TaskManager" : "Keys";
                return new Curve(name, title, "keys in state", Scale.LOGARITHMIC, IN_ORDER, points);
            }
            case "windows" -> {
                for (int windows : new int[] {1, 2, 5, 10, 20}) {
                    points.add(new Point(windows, windows + "", plain, TWENTY.subList(0, windows), 1, 0));
                }
                return new Curve(name, "Windows", "windows of each of three features", Scale.LINEAR, IN_ORDER, points);
            }
            case "length" -> {
                for (String window : List.of("1h", "6h", "1d", "7d", "30d", "90d")) {
                    points.add(new Point(hours(window), window, plain, List.of(window), 1, 0));
                }
                return new Curve(
                        name, "Length of the window", "length of one window", Scale.LOGARITHMIC, IN_ORDER, points);
            }
            case "disorder" -> {
                List<String> labels = List.of("0m", "1m", "10m", "1h", "6h");
                for (int i = 0; i < labels.size(); i++) {
                    Duration behind = Duration.parse("PT" + labels.get(i));
                    SyntheticLoad load = new SyntheticLoad(CUSTOMERS, measured, SPAN, behind, 0);
                    points.add(point(i, labels.get(i), load));
                }
                String longest = labels.get(labels.size() - 1);
                return new Curve(
                        name, "Disorder", "how far events lie behind, at most", Scale.ORDINAL, longest, points);
            }
            case "parallelism" -> {
                points.add(new Point(0, "1@1", plain, WINDOWS, 1, 1));
                points.add(new Point(1, "1@2", plain, WINDOWS, 1, 2));
                points.add(new Point(2, "2@2", plain, WINDOWS, 2, 2));
                return new Curve(name, "Parallelism", "parallelism @ cores", Scale.ORDINAL, IN_ORDER, points);
            }
            case "size" -> {
                int[] paddings = {0, 200, 1_000, 4_000};
                for (int i = 0; i < paddings.length; i++) {
                    SyntheticLoad load = new SyntheticLoad(CUSTOMERS, measured, SPAN, Duration.ZERO, paddings[i]);
                    points.add(point(i, paddings[i] + "", load));
                }
                return new Curve(
                        name,
                        "Record size",
                        "bytes more, in a field that nobody reads",
                        Scale.ORDINAL,
                        IN_ORDER,
                        points);
            }
            default ->
                throw new IllegalArgumentException("there is no curve '" + name + "', expected some of " + NAMES);
        }
    }

    private static SyntheticLoad plain(int measured) {
        return new SyntheticLoad(CUSTOMERS, measured, SPAN, Duration.ZERO, 0);
    }

    private static Point point(double x, String label, SyntheticLoad load) {
        return new Point(x, label, load, WINDOWS, 1, 0);
    }

    /** What every JVM runs once before the first point: the code is compiled for all. */
    Point warmUp(int events) {
        return point(0, "warm-up", plain(events));
    }

    private static double hours(String window) {
        int number = Integer.parseInt(window.substring(0, window.length() - 1));
        return window.endsWith("d") ? number * 24 : number;
    }
}
