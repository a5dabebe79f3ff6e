package dev.evenflow.quality.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evenflow.quality.check.Outcome;
import dev.evenflow.quality.drift.Distribution;
import dev.evenflow.quality.drift.Drift;
import dev.evenflow.quality.drift.DriftMethod;
import dev.evenflow.quality.drift.DriftOptions;
import dev.evenflow.quality.expectation.RobustLevel;
import dev.evenflow.quality.expectation.Season;
import dev.evenflow.quality.expectation.SeasonalOptions;
import dev.evenflow.quality.expectation.SeasonalVolume;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The labelled anomaly windows of 29 series against what the monitor's own means find in hourly windows with default
 * tolerances, not tuned to these data. An incident opens after three hours in a row and ends after six good ones; the first
 * 15 percent of a series are only learned from. Found: an incident overlaps the window; true: it overlaps any.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NabWindowsTest {
    private static final long HOUR = 3_600_000;
    private static final int SUSTAIN = 3;
    private static final int RECOVER = 6;

    private record Hour(long at, double mean, double[] values) {}

    private record Span(long from, long to) {
        boolean overlaps(Span other) {
            return from <= other.to && to >= other.from;
        }
    }

    private record Found(int windows, int foundWindows, int incidents, int trueIncidents, int percentOfTime) {}

    private final Map<String, List<Hour>> series = new TreeMap<>();
    private final Map<String, List<Span>> labels = new TreeMap<>();

    @BeforeAll
    void read() throws IOException {
        Map<String, List<String[]>> tables = SharedTables.of("nab/series.tar.xz");
        JsonNode windows = new ObjectMapper()
                .readTree(SharedTables.path("nab/anomaly_windows.json").toFile());
        windows.fields().forEachRemaining(entry -> {
            List<String[]> rows = tables.getOrDefault("data/" + entry.getKey(), List.of());
            series.put(entry.getKey(), hours(rows));
            List<Span> spans = new ArrayList<>();
            entry.getValue()
                    .forEach(window -> spans.add(new Span(
                            NabSeriesTest.millis(window.get(0).asText()),
                            NabSeriesTest.millis(window.get(1).asText()))));
            labels.put(entry.getKey(), spans);
        });
        assertThat(series).hasSize(29);
    }

    @Test
    void theLevelOfTheHourOfTheDay() {
        assertThat(found(hours -> {
                    SeasonalVolume volume =
                            new SeasonalVolume(SeasonalOptions.weekly(HOUR).withSeason(Season.HOUR_OF_DAY));
                    return flags(
                            hours,
                            i -> volume.observe(hours.get(i).at, hours.get(i).mean, false)
                                            .outcome()
                                    == Outcome.FAIL);
                }))
                .isEqualTo(new Found(61, 17, 34, 17, 2));
    }

    @Test
    void theLevelOfTheLastWeek() {
        assertThat(found(hours -> {
                    RobustLevel level = new RobustLevel(168, 24, 6, 0.05);
                    return flags(hours, i -> {
                        boolean off = level.judge(hours.get(i).mean).outcome() == Outcome.FAIL;
                        level.learn(hours.get(i).mean);
                        return off;
                    });
                }))
                .isEqualTo(new Found(61, 21, 104, 22, 6));
    }

    @Test
    void driftOfADayFromTheBeginning() {
        assertThat(found(hours -> {
                    int learned = learned(hours);
                    Distribution baseline = distribution(hours, 0, learned);
                    return flags(
                            hours,
                            i -> i >= learned + 24
                                    && Drift.numeric(
                                                            DriftMethod.WASSERSTEIN_NORMED,
                                                            baseline,
                                                            distribution(hours, i - 23, i + 1),
                                                            DriftOptions.DEFAULT)
                                                    .value()
                                            > 1);
                }))
                .isEqualTo(new Found(61, 21, 60, 23, 20));
    }

    private Found found(Function<List<Hour>, boolean[]> detector) {
        int windows = 0;
        int foundWindows = 0;
        int incidents = 0;
        int trueIncidents = 0;
        long inIncident = 0;
        long looked = 0;
        for (Map.Entry<String, List<Span>> label : labels.entrySet()) {
            List<Hour> hours = series.getOrDefault(label.getKey(), List.of());
            List<Span> opened = incidents(hours, detector.apply(hours));
            windows += label.getValue().size();
            foundWindows += (int) label.getValue().stream()
                    .filter(window -> opened.stream().anyMatch(window::overlaps))
                    .count();
            incidents += opened.size();
            trueIncidents += (int) opened.stream()
                    .filter(incident -> label.getValue().stream().anyMatch(incident::overlaps))
                    .count();
            inIncident += opened.stream().mapToLong(span -> span.to - span.from).sum();
            looked += hours.get(hours.size() - 1).at - hours.get(learned(hours)).at;
        }
        return new Found(windows, foundWindows, incidents, trueIncidents, (int) (100 * inIncident / looked));
    }

    private static List<Span> incidents(List<Hour> hours, boolean[] flags) {
        List<Span> spans = new ArrayList<>();
        int bad = 0;
        int good = 0;
        long opened = 0;
        for (int i = learned(hours); i < flags.length; i++) {
            bad = flags[i] ? bad + 1 : 0;
            good = flags[i] ? 0 : good + 1;
            if (opened == 0 && bad >= SUSTAIN) {
                opened = hours.get(i).at;
            } else if (opened != 0 && good >= RECOVER) {
                spans.add(new Span(opened, hours.get(i).at));
                opened = 0;
            }
        }
        if (opened != 0) {
            spans.add(new Span(opened, hours.get(hours.size() - 1).at + HOUR));
        }
        return spans;
    }

    private static boolean[] flags(List<Hour> hours, java.util.function.IntPredicate off) {
        boolean[] flags = new boolean[hours.size()];
        IntStream.range(0, flags.length).forEachOrdered(i -> flags[i] = off.test(i));
        return flags;
    }

    private static int learned(List<Hour> hours) {
        return (int) (hours.size() * 0.15);
    }

    private static Distribution distribution(List<Hour> hours, int from, int to) {
        return Distribution.of(hours.subList(from, to).stream()
                .flatMapToDouble(hour -> Arrays.stream(hour.values))
                .toArray());
    }

    private static List<Hour> hours(List<String[]> rows) {
        TreeMap<Long, List<Double>> values = new TreeMap<>();
        for (String[] row : rows.subList(1, rows.size())) {
            values.computeIfAbsent(Math.floorDiv(NabSeriesTest.millis(row[0]), HOUR) * HOUR, at -> new ArrayList<>())
                    .add(Double.parseDouble(row[1]));
        }
        List<Hour> hours = new ArrayList<>();
        values.forEach((at, all) -> {
            double[] array = all.stream().mapToDouble(Double::doubleValue).toArray();
            hours.add(new Hour(at, Arrays.stream(array).average().orElseThrow(), array));
        });
        return hours;
    }
}
