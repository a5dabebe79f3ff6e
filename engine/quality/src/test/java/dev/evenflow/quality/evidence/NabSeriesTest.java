package dev.evenflow.quality.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.quality.check.CheckResult;
import dev.evenflow.quality.check.Dimension;
import dev.evenflow.quality.check.Outcome;
import dev.evenflow.quality.check.Severity;
import dev.evenflow.quality.expectation.GapExpectation;
import dev.evenflow.quality.expectation.Judgement;
import dev.evenflow.quality.incident.IncidentBook;
import dev.evenflow.quality.incident.IncidentChange;
import dev.evenflow.quality.incident.IncidentPolicy;
import dev.evenflow.quality.incident.Lineage;
import dev.evenflow.quality.incident.Observation;
import dev.evenflow.quality.profile.KeySample;
import dev.evenflow.quality.profile.ValueHash;
import java.io.IOException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The timestamps of 58 real series: gaps, duplicates and steps backwards, which their publisher left as they were. A gap is
 * an interval of more than 1.5 times the series' usual one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NabSeriesTest {
    private static final int WARM_UP = 30;
    private Map<String, long[]> series = Map.of();

    @BeforeAll
    void read() throws IOException {
        series = new TreeMap<>();
        SharedTables.of("nab/series.tar.xz").forEach((name, rows) -> series.put(name, times(rows)));
        assertThat(series).hasSize(58);
    }

    @Test
    void everyGapOfARegularSeriesIsAnIncidentThatEnds() {
        int gaps = 0;
        int unknown = 0;
        int opened = 0;
        int resolved = 0;
        int checked = 0;
        for (long[] times : series.values()) {
            if (usualShare(times) < 0.99) {
                continue;
            }
            checked++;
            gaps += gaps(times, usual(times), WARM_UP);
            unknown += gaps(times, usual(times), 0) - gaps(times, usual(times), WARM_UP);
            Map<IncidentChange.Kind, Integer> incidents = incidents(times);
            opened += incidents.getOrDefault(IncidentChange.Kind.OPENED, 0);
            resolved += incidents.getOrDefault(IncidentChange.Kind.RESOLVED, 0);
        }
        assertThat(List.of(checked, gaps, opened, resolved)).containsExactly(48, 56, 56, 56);
        assertThat(unknown).as("gaps among the first 30 intervals").isEqualTo(1);
    }

    @Test
    void whereGapsAreCommonTheyAreTakenForNormal() {
        int gaps = 0;
        int learned = 0;
        int falseAlarms = 0;
        for (long[] times : series.values()) {
            long usual = usual(times);
            if (usualShare(times) >= 0.99) {
                continue;
            }
            GapExpectation expectation = new GapExpectation(0, WARM_UP);
            for (int i = 1; i < times.length; i++) {
                long gap = times[i] - times[i - 1];
                boolean real = gap > 1.5 * usual;
                boolean alarm = expectation.judge(gap).outcome() == Outcome.FAIL;
                gaps += real ? 1 : 0;
                learned += real && alarm ? 1 : 0;
                falseAlarms += alarm && !real ? 1 : 0;
                expectation.learn(gap);
            }
        }
        // from one in a hundred intervals on; such a series needs a bound of its contract
        assertThat(List.of(gaps, learned, falseAlarms)).containsExactly(4_435, 22, 0);
    }

    @Test
    void duplicatesAndTheStepBackAreCounted() {
        int stepsBack = 0;
        double duplicates = 0;
        for (long[] times : series.values()) {
            // by days, as a window would: up to 8192 keys the count is exact
            Map<Long, KeySample> days = new TreeMap<>();
            for (int i = 0; i < times.length; i++) {
                days.computeIfAbsent(times[i] / 86_400_000, day -> new KeySample())
                        .add(ValueHash.of(times[i]));
                stepsBack += i > 0 && times[i] < times[i - 1] ? 1 : 0;
            }
            duplicates += days.values().stream()
                    .mapToDouble(keys -> keys.duplicateRatio() * keys.total())
                    .sum();
        }
        assertThat(stepsBack).isEqualTo(1);
        assertThat(Math.round(duplicates)).isEqualTo(49); // counted with a set of all
    }

    /** What the book of incidents says of a series whose silence is looked at all the time. */
    private static Map<IncidentChange.Kind, Integer> incidents(long[] times) {
        IncidentBook book = new IncidentBook(new Lineage(Map.of()), new IncidentPolicy(0, 0, 0, 0, Long.MAX_VALUE / 2));
        GapExpectation expectation = new GapExpectation(0, WARM_UP);
        Map<IncidentChange.Kind, Integer> changes = new HashMap<>();
        for (int i = 1; i < times.length; i++) {
            long gap = times[i] - times[i - 1];
            long tooLong = (long) expectation.longestNormalMs() + 1;
            if (expectation.judge(gap).outcome() == Outcome.FAIL) {
                look(book, times[i - 1] + tooLong, expectation.judge(tooLong), changes);
            }
            if (gap > 0) {
                look(book, times[i], expectation.judge(0), changes);
            }
            expectation.learn(gap);
        }
        return changes;
    }

    private static void look(
            IncidentBook book, long now, Judgement judgement, Map<IncidentChange.Kind, Integer> changes) {
        CheckResult result = new CheckResult(
                "gap",
                "",
                Dimension.FRESHNESS,
                Severity.ERROR,
                false,
                judgement.outcome(),
                "gap in milliseconds",
                judgement.value(),
                -1,
                -1,
                "<= " + judgement.high(),
                "the last record is " + judgement.value() + " ms old",
                null);
        book.observe(new Observation("series", result, now, now, 0, 0, "", "", false), now);
        book.tick(now).forEach(change -> changes.merge(change.kind(), 1, Integer::sum));
    }

    private static int gaps(long[] times, long usual, int from) {
        int gaps = 0;
        for (int i = from + 1; i < times.length; i++) {
            gaps += times[i] - times[i - 1] > 1.5 * usual ? 1 : 0;
        }
        return gaps;
    }

    private static long usual(long[] times) {
        return Collections.max(intervals(times).entrySet(), Map.Entry.comparingByValue())
                .getKey();
    }

    private static double usualShare(long[] times) {
        return intervals(times).get(usual(times)) / (times.length - 1.0);
    }

    private static Map<Long, Integer> intervals(long[] times) {
        Map<Long, Integer> intervals = new HashMap<>();
        for (int i = 1; i < times.length; i++) {
            intervals.merge(times[i] - times[i - 1], 1, Integer::sum);
        }
        return intervals;
    }

    static long[] times(List<String[]> rows) {
        return rows.stream().skip(1).mapToLong(row -> millis(row[0])).toArray();
    }

    static long millis(String time) {
        return LocalDateTime.parse(time.replace(' ', 'T'))
                .toInstant(ZoneOffset.UTC)
                .toEpochMilli();
    }
}
