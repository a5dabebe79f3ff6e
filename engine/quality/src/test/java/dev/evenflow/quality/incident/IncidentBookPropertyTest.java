package dev.evenflow.quality.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.quality.check.Dimension;
import dev.evenflow.quality.check.Outcome;
import dev.evenflow.quality.incident.IncidentChange.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * What holds whatever is observed. {@link Watch} checks with each change that an incident is opened once and resolved once, that no
 * two of one identity are open, and that nobody is told of what is suppressed.
 */
class IncidentBookPropertyTest {
    private static final int STEP = 10;
    /** Longer than sustain, recovery, hold and settling together. */
    private static final int CALM = 30;

    record Step(int dataset, Dimension dimension, int subject, Outcome outcome) {
        String datasetName() {
            return List.of("transactions", "served", "settled", "requests").get(dataset);
        }

        String subjectName() {
            return List.of("", "amount", "partition/0", "partition/1").get(subject);
        }
    }

    @Provide
    Arbitrary<List<List<Step>>> histories() {
        Arbitrary<Step> step = Combinators.combine(
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.of(Dimension.class),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.frequency(
                                Tuple.of(5, Outcome.FAIL), Tuple.of(4, Outcome.PASS), Tuple.of(1, Outcome.UNKNOWN)))
                .as(Step::new);
        return step.list().ofMaxSize(12).list().ofMinSize(3).ofMaxSize(40);
    }

    private static Watch play(List<List<Step>> history, boolean restarts) {
        Watch watch = new Watch();
        Map<String, Step> last = new HashMap<>();
        int second = 0;
        for (List<Step> steps : history) {
            for (Step step : steps) last.put(step.dataset + "/" + step.dimension + "/" + step.subject, step);
            // A rule that was seen goes on to say the same until it says something else.
            for (Step step : last.values())
                watch.say(second, step.datasetName(), step.dimension, step.subjectName(), step.outcome);
            watch.tick(second);
            if (restarts) watch.restart();
            second += STEP;
        }
        return watch;
    }

    private static void calm(Watch watch, List<List<Step>> history) {
        for (int i = 0; i < CALM; i++) {
            int second = (history.size() + i) * STEP;
            for (List<Step> steps : history)
                for (Step step : steps)
                    watch.say(second, step.datasetName(), step.dimension, step.subjectName(), Outcome.PASS);
            watch.tick(second);
        }
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void everyIncidentIsResolvedOnceItsConditionPassesLongEnough(@ForAll("histories") List<List<Step>> history) {
        Watch watch = play(history, false);
        calm(watch, history);
        assertThat(watch.open()).isZero();
        assertThat(watch.of(Kind.RESOLVED)).hasSameSizeAs(watch.of(Kind.OPENED));
    }

    @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
    void whatFailsForLongIsInAnOpenIncident(@ForAll("histories") List<List<Step>> history) {
        Watch watch = play(history, false);
        Map<String, Step> failing = new HashMap<>();
        for (List<Step> steps : history)
            for (Step step : steps) {
                String key = step.dataset + "/" + step.dimension + "/" + step.subject;
                if (step.outcome == Outcome.FAIL) failing.put(key, step);
                else failing.remove(key);
            }
        for (int i = 0; i < CALM; i++) {
            int second = (history.size() + i) * STEP;
            for (Step step : failing.values())
                watch.say(second, step.datasetName(), step.dimension, step.subjectName(), Outcome.FAIL);
            watch.tick(second);
        }
        List<Incident> open = watch.book.openIncidents(Watch.START);
        for (Step step : failing.values())
            assertThat(open)
                    .anyMatch(incident -> incident.dataset().equals(step.datasetName())
                            && incident.evidence().stream()
                                    .anyMatch(result -> result.dimension() == step.dimension
                                            && result.subject().equals(step.subjectName())));
        // Somebody knows: where everything is explained, what explains it was told.
        if (!failing.isEmpty()) assertThat(open).anyMatch(incident -> incident.suppressedBy() == null);
    }

    @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
    void aBookThatWentThroughItsBytesSaysTheSame(@ForAll("histories") List<List<Step>> history) {
        Watch whole = play(history, false);
        Watch restarted = play(history, true);
        assertThat(restarted.changes).isEqualTo(whole.changes);
        assertThat(restarted.book.toBytes()).isEqualTo(whole.book.toBytes());
    }

    @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
    void flappingFasterThanTheRecoveryIsOneIncident(@ForAll("flaps") List<Boolean> flaps) {
        Watch watch = new Watch();
        int second = 0;
        for (int i = 0; i < 3; i++, second += STEP)
            watch.say(second, "transactions", Dimension.FRESHNESS, "", Outcome.FAIL);
        watch.tick(second);
        int passes = 0;
        for (boolean pass : flaps) {
            // Two passes in a row cover ten seconds, of the twenty that are asked.
            boolean passed = pass && passes < 2;
            passes = passed ? passes + 1 : 0;
            watch.say(second, "transactions", Dimension.FRESHNESS, "", passed ? Outcome.PASS : Outcome.FAIL);
            watch.tick(second);
            second += STEP;
        }
        assertThat(watch.of(Kind.OPENED)).hasSize(1);
        assertThat(watch.of(Kind.RESOLVED)).isEmpty();
    }

    @Provide
    Arbitrary<List<Boolean>> flaps() {
        return Arbitraries.of(true, false).list().ofMaxSize(60);
    }
}
