package dev.evenflow.quality.incident;

import static dev.evenflow.quality.check.Outcome.FAIL;
import static dev.evenflow.quality.check.Outcome.PASS;
import static dev.evenflow.quality.check.Outcome.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.quality.check.Dimension;
import dev.evenflow.quality.check.Outcome;
import dev.evenflow.quality.check.Severity;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Faults of a platform with everything that is measured of it: each is told once, at the place where it is, and is over when it
 * is mended. Each with several orders in which the judges of the datasets report.
 */
class IncidentScenariosTest {
    private static final int FAULT = 100;
    private static final int MENDED = 300;
    private static final int END = 600;

    private final Watch watch = new Watch();

    /** What one rule says over time: it fails from {@code delay} seconds after the fault until {@code lag} after it is mended. */
    private record Effect(
            String dataset,
            Dimension dimension,
            String subject,
            Outcome during,
            int delay,
            int lag,
            Severity severity) {
        Outcome at(int second) {
            return second >= FAULT + delay && second < MENDED + lag ? during : PASS;
        }
    }

    private static Effect fails(String dataset, Dimension dimension, String subject, int delay, int lag) {
        return new Effect(dataset, dimension, subject, FAIL, delay, lag, Severity.ERROR);
    }

    private static Effect isUnknown(String dataset, Dimension dimension, String subject) {
        return new Effect(dataset, dimension, subject, UNKNOWN, 0, 10, Severity.ERROR);
    }

    /** Each dataset reports at a second of its own, so that downstream may be first. */
    private void play(int seed, List<Effect> effects) {
        Random random = new Random(seed);
        List<String> datasets = effects.stream().map(Effect::dataset).distinct().toList();
        int[] phase = random.ints(datasets.size(), 0, 9).toArray();
        for (int second = 0; second <= END; second++) {
            for (Effect effect : effects) {
                if (second % 10 != phase[datasets.indexOf(effect.dataset)]) continue;
                watch.say(second, effect.dataset, effect.dimension, effect.subject, effect.at(second), effect.severity);
            }
            watch.tick(second);
            if (second % 97 == 0) watch.restart();
        }
    }

    private void isToldOnce(String dataset, String subject, Dimension dimension) {
        assertThat(watch.told()).singleElement().satisfies(incident -> {
            assertThat(incident.dataset()).isEqualTo(dataset);
            assertThat(incident.subject()).isEqualTo(subject);
            assertThat(incident.dimension()).isEqualTo(dimension);
        });
        assertThat(watch.changes.stream()
                        .filter(change -> change.tell() && change.kind() != IncidentChange.Kind.RESOLVED))
                .hasSize(1);
    }

    @AfterEach
    void everythingIsOverInTheEnd() {
        assertThat(watch.open()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void theProducerStops(int seed) {
        play(
                seed,
                List.of(
                        fails("served", Dimension.FRESHNESS, "", 12, 10),
                        fails("served", Dimension.VOLUME, "", 20, 20),
                        isUnknown("served", Dimension.CONSISTENCY, ""),
                        isUnknown("served", Dimension.DRIFT, "amount_avg"),
                        fails("settled", Dimension.FRESHNESS, "", 15, 15),
                        fails("requests", Dimension.VOLUME, "", 20, 20),
                        fails("responses", Dimension.FRESHNESS, "", 14, 10),
                        fails("transactions", Dimension.FRESHNESS, "partition/0", 10, 0),
                        fails("transactions", Dimension.FRESHNESS, "partition/1", 11, 2),
                        fails("transactions", Dimension.FRESHNESS, "partition/2", 12, 1),
                        fails("transactions", Dimension.FRESHNESS, "group/eu", 13, 3),
                        fails("transactions", Dimension.VOLUME, "", 20, 20),
                        isUnknown("transactions", Dimension.COMPLETENESS, "amount")));
        isToldOnce("transactions", "", Dimension.FRESHNESS);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void onePartitionFreezes(int seed) {
        play(
                seed,
                List.of(
                        fails("served", Dimension.VOLUME, "", 20, 20),
                        fails("transactions", Dimension.FRESHNESS, "partition/1", 20, 0),
                        // The volume shows before the partition counts as stale.
                        fails("transactions", Dimension.VOLUME, "", 10, 10),
                        fails("transactions", Dimension.DRIFT, "country", 30, 40),
                        new Effect("transactions", Dimension.FRESHNESS, "partition/0", PASS, 0, 0, Severity.ERROR),
                        new Effect("transactions", Dimension.FRESHNESS, "partition/2", PASS, 0, 0, Severity.ERROR)));
        isToldOnce("transactions", "partition/1", Dimension.FRESHNESS);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void theVolumeDoubles(int seed) {
        play(
                seed,
                List.of(
                        fails("served", Dimension.VOLUME, "", 10, 10),
                        fails("served", Dimension.DRIFT, "count_1h", 40, 60),
                        fails("settled", Dimension.VOLUME, "", 20, 20),
                        fails("requests", Dimension.VOLUME, "", 10, 10),
                        fails("transactions", Dimension.VOLUME, "", 10, 10),
                        fails("transactions", Dimension.UNIQUENESS, "", 10, 10)));
        isToldOnce("transactions", "", Dimension.VOLUME);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void aFieldIsNulled(int seed) {
        play(
                seed,
                List.of(
                        fails("served", Dimension.DRIFT, "amount_avg", 10, 60),
                        fails("served", Dimension.COMPLETENESS, "amount_avg", 10, 60),
                        fails("requests", Dimension.DRIFT, "amount_avg", 20, 60),
                        fails("transactions", Dimension.COMPLETENESS, "amount", 10, 10),
                        fails("transactions", Dimension.DRIFT, "amount", 10, 50),
                        fails("transactions", Dimension.VALIDITY, "", 10, 10)));
        isToldOnce("transactions", "amount", Dimension.COMPLETENESS);
        assertThat(watch.told().get(0).evidence()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void aDistributionShifts(int seed) {
        play(
                seed,
                List.of(
                        fails("served", Dimension.DRIFT, "amount_avg", 10, 60),
                        fails("served", Dimension.DRIFT, "amount_max", 10, 60),
                        fails("requests", Dimension.DRIFT, "amount_avg", 20, 60),
                        fails("transactions", Dimension.DRIFT, "amount", 10, 10)));
        isToldOnce("transactions", "amount", Dimension.DRIFT);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void aSchemaBreaks(int seed) {
        play(
                seed,
                List.of(
                        fails("served", Dimension.FRESHNESS, "", 20, 10),
                        fails("served", Dimension.VOLUME, "", 10, 10),
                        fails("transactions", Dimension.SCHEMA, "", 10, 10),
                        fails("transactions", Dimension.VOLUME, "", 10, 10),
                        fails("transactions", Dimension.COMPLETENESS, "amount", 10, 10),
                        fails("transactions", Dimension.COMPLETENESS, "country", 10, 10)));
        isToldOnce("transactions", "", Dimension.SCHEMA);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void theComputationOfFeaturesChanges(int seed) {
        play(
                seed,
                List.of(
                        fails("requests", Dimension.DRIFT, "count_1h", 20, 60),
                        fails("served", Dimension.SKEW, "count_1h", 10, 10),
                        fails("served", Dimension.SKEW, "count_ratio", 10, 10),
                        fails("served", Dimension.DRIFT, "count_1h", 20, 60),
                        new Effect("transactions", Dimension.VOLUME, "", PASS, 0, 0, Severity.ERROR)));
        isToldOnce("served", "", Dimension.SKEW);
    }
}
