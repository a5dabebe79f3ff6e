package dev.evenflow.quality.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenflow.quality.check.CheckResult;
import dev.evenflow.quality.check.Dimension;
import dev.evenflow.quality.check.Outcome;
import dev.evenflow.quality.check.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ScoresTest {
    private static CheckResult check(
            String rule, Dimension dimension, Severity severity, Outcome outcome, long failed, long total) {
        Double value = outcome == Outcome.UNKNOWN ? null : (Double) 1.0;
        return new CheckResult(
                rule, "", dimension, severity, false, outcome, "m", value, failed, total, "expected", "detail", null);
    }

    private static DimensionScore overall(List<DimensionScore> scores) {
        return scores.get(scores.size() - 1);
    }

    @Example
    void anExampleThatAPersonCanFollow() {
        List<DimensionScore> scores = Scores.of(
                List.of(
                        check("a", Dimension.COMPLETENESS, Severity.ERROR, Outcome.PASS, 1, 100),
                        check("b", Dimension.COMPLETENESS, Severity.WARNING, Outcome.FAIL, 25, 100),
                        check("c", Dimension.COMPLETENESS, Severity.CRITICAL, Outcome.UNKNOWN, -1, -1),
                        check("d", Dimension.FRESHNESS, Severity.CRITICAL, Outcome.FAIL, -1, -1)),
                ScoreWeights.DEFAULT.with(Map.of(Dimension.COMPLETENESS, 1.0)));

        assertThat(scores)
                .extracting(DimensionScore::dimension)
                .containsExactly(Dimension.FRESHNESS, Dimension.COMPLETENESS, null);
        DimensionScore freshness = scores.get(0);
        assertThat(freshness.score()).isZero();
        assertThat(freshness.state()).isEqualTo(ScoreState.UNHEALTHY);
        DimensionScore completeness = scores.get(1);
        // (4 * 1 + 2 * 0.75) / 6
        assertThat(completeness.score()).isCloseTo(91.6667, within(1e-4));
        assertThat(completeness.state()).isEqualTo(ScoreState.DEGRADED);
        assertThat(completeness.contributions())
                .containsExactly(new Contribution("a", 4, 1), new Contribution("b", 2, 0.75));
        assertThat(completeness.checks()).hasSize(3);
        // (2 * 0 + 1 * 0.916667) / 3
        assertThat(overall(scores).score()).isCloseTo(30.5556, within(1e-4));
        assertThat(overall(scores).state()).isEqualTo(ScoreState.UNHEALTHY);
    }

    @Example
    void nothingMeasuredIsUnknownAndHasNoScore() {
        List<DimensionScore> scores = Scores.of(
                List.of(check("a", Dimension.VALIDITY, Severity.ERROR, Outcome.UNKNOWN, -1, -1)), ScoreWeights.DEFAULT);
        for (DimensionScore score : scores) {
            assertThat(score.state()).isEqualTo(ScoreState.UNKNOWN);
            assertThat(score.score()).isNull();
            assertThat(score.contributions()).isEmpty();
        }
        assertThat(Scores.of(List.of(), ScoreWeights.DEFAULT)).hasSize(1);
    }

    @Example
    void rulesOnTrialAreScoredApart() {
        CheckResult real = check("a", Dimension.VALIDITY, Severity.ERROR, Outcome.PASS, 0, 10);
        CheckResult trial = new CheckResult(
                "b", "", Dimension.VALIDITY, Severity.ERROR, true, Outcome.FAIL, "m", 1.0, 10, 10, "e", "d", null);
        assertThat(overall(Scores.of(List.of(real, trial), ScoreWeights.DEFAULT))
                        .score())
                .isEqualTo(100);
        assertThat(overall(Scores.ofShadow(List.of(real, trial), ScoreWeights.DEFAULT))
                        .score())
                .isZero();
        assertThat(Scores.ofShadow(List.of(real), ScoreWeights.DEFAULT)).isEmpty();
    }

    @Example
    void informationLowersTheScoreButNotTheState() {
        DimensionScore score = Scores.of(
                        List.of(check("a", Dimension.DRIFT, Severity.INFO, Outcome.FAIL, -1, -1)), ScoreWeights.DEFAULT)
                .get(0);
        assertThat(score.score()).isZero();
        assertThat(score.state()).isEqualTo(ScoreState.HEALTHY);
    }

    @Example
    void aWeightThatIsNoWeightIsRefusedByName() {
        assertThatThrownBy(() -> new ScoreWeights(Map.of(Dimension.DRIFT, -1.0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("DRIFT");
    }

    @Provide
    Arbitrary<List<CheckResult>> checks() {
        return Combinators.combine(
                        Arbitraries.strings().alpha().ofLength(3),
                        Arbitraries.of(Dimension.class),
                        Arbitraries.of(Severity.class),
                        Arbitraries.of(Outcome.class),
                        Arbitraries.longs().between(-1, 120),
                        Arbitraries.longs().between(-1, 100))
                .as(ScoresTest::check)
                .list()
                .ofMaxSize(20);
    }

    /** What is emitted is enough to compute the score again, and it is never more than what it is made of. */
    @Property(edgeCases = EdgeCasesMode.NONE)
    void theFormulaHolds(@ForAll("checks") List<CheckResult> checks) {
        List<DimensionScore> scores = Scores.of(checks, ScoreWeights.DEFAULT);
        for (DimensionScore score : scores) {
            double sum = 0;
            double weights = 0;
            for (Contribution term : score.contributions()) {
                assertThat(term.credit()).isBetween(0.0, 1.0);
                sum += term.weight() * term.credit();
                weights += term.weight();
            }
            Double value = score.score();
            if (value == null) {
                assertThat(score.contributions()).isEmpty();
                assertThat(score.state()).isEqualTo(ScoreState.UNKNOWN);
            } else {
                assertThat(value).isCloseTo(100 * sum / weights, within(1e-9)).isBetween(0.0, 100.0);
            }
        }
        long measured = checks.stream()
                .filter(check -> check.outcome() != Outcome.UNKNOWN)
                .count();
        assertThat(scores.stream()
                        .filter(score -> score.dimension() != null)
                        .mapToLong(score -> score.contributions().size())
                        .sum())
                .isEqualTo(measured);
    }

    /** Mending one check never lowers a score. */
    @Property(edgeCases = EdgeCasesMode.NONE)
    void mendingACheckNeverLowersTheScore(@ForAll("checks") List<CheckResult> checks) {
        for (int i = 0; i < checks.size(); i++) {
            CheckResult broken = checks.get(i);
            if (broken.outcome() != Outcome.FAIL) continue;
            List<CheckResult> mended = new ArrayList<>(checks);
            mended.set(i, check(broken.rule(), broken.dimension(), broken.severity(), Outcome.PASS, 0, 100));
            Double before = overall(Scores.of(checks, ScoreWeights.DEFAULT)).score();
            Double after = overall(Scores.of(mended, ScoreWeights.DEFAULT)).score();
            assertThat(before).isNotNull();
            assertThat(after).isNotNull().isGreaterThanOrEqualTo(before - 1e-9);
        }
    }
}
