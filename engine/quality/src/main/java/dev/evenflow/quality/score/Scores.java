package dev.evenflow.quality.score;

import dev.evenflow.quality.check.CheckResult;
import dev.evenflow.quality.check.Dimension;
import dev.evenflow.quality.check.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Scores of a window from its check results; nothing else goes in, so that a person can recompute them from what is emitted.
 *
 * <p>A check that passes has credit 1; one that fails has the share of records that are good, {@code 1 - failed / total}, and 0
 * where it does not count records; one that is unknown has no part in it. See docs/quality/scores.md.
 */
public final class Scores {
    static final String OF_CHECKS =
            "100 * sum(weight * credit) / sum(weight) over the checks that could be measured; weight 1, 2, 4, 8 for INFO, WARNING, ERROR, CRITICAL;"
                    + " credit 1 if passed, else 1 - failed / total, else 0 where nothing is counted";
    static final String OF_DIMENSIONS =
            "100 * sum(weight * credit) / sum(weight) over the dimensions that could be measured; credit = score / 100";

    private Scores() {}

    /**
     * Of the rules in force: one score for each dimension that has a check, in the order of {@link Dimension}, and the overall
     * score last. Without checks there is the overall score alone, and it is unknown.
     */
    public static List<DimensionScore> of(Collection<CheckResult> results, ScoreWeights weights) {
        return of(results, weights, result -> !result.shadow());
    }

    /** The same of the rules on trial; empty where there are none. */
    public static List<DimensionScore> ofShadow(Collection<CheckResult> results, ScoreWeights weights) {
        if (results.stream().noneMatch(CheckResult::shadow)) return List.of();
        return of(results, weights, CheckResult::shadow);
    }

    private static List<DimensionScore> of(
            Collection<CheckResult> results, ScoreWeights weights, Predicate<CheckResult> chosen) {
        Map<Dimension, List<CheckResult>> byDimension = new EnumMap<>(Dimension.class);
        for (CheckResult result : results) {
            if (chosen.test(result))
                byDimension
                        .computeIfAbsent(result.dimension(), d -> new ArrayList<>())
                        .add(result);
        }
        List<DimensionScore> scores = new ArrayList<>();
        byDimension.forEach((dimension, checks) -> scores.add(ofChecks(dimension, checks, weights)));
        scores.add(overall(scores));
        return scores;
    }

    private static DimensionScore ofChecks(Dimension dimension, List<CheckResult> checks, ScoreWeights weights) {
        List<Contribution> contributions = new ArrayList<>();
        ScoreState state = ScoreState.UNKNOWN;
        for (CheckResult check : checks) {
            state = worse(state, stateOf(check));
            if (check.outcome() == Outcome.UNKNOWN) continue;
            String name = check.subject().isEmpty() ? check.rule() : check.rule() + " " + check.subject();
            contributions.add(new Contribution(name, ScoreWeights.of(check.severity()), credit(check)));
        }
        return new DimensionScore(
                dimension, state, value(contributions), OF_CHECKS, weights.of(dimension), checks, contributions);
    }

    private static DimensionScore overall(List<DimensionScore> dimensions) {
        List<Contribution> contributions = new ArrayList<>();
        ScoreState state = ScoreState.UNKNOWN;
        for (DimensionScore part : dimensions) {
            if (part.weight() == 0) continue;
            state = worse(state, part.state());
            Dimension dimension = part.dimension();
            Double score = part.score();
            if (dimension == null || score == null) continue;
            contributions.add(new Contribution(dimension.name(), part.weight(), score / 100));
        }
        return new DimensionScore(null, state, value(contributions), OF_DIMENSIONS, 0, List.of(), contributions);
    }

    private static double credit(CheckResult check) {
        if (check.outcome() == Outcome.PASS) return 1;
        if (check.total() <= 0 || check.failed() < 0) return 0;
        return Math.max(0, 1 - (double) check.failed() / check.total());
    }

    private static ScoreState stateOf(CheckResult check) {
        return switch (check.outcome()) {
            case UNKNOWN -> ScoreState.UNKNOWN;
            case PASS -> ScoreState.HEALTHY;
            case FAIL ->
                switch (check.severity()) {
                    case INFO -> ScoreState.HEALTHY;
                    case WARNING -> ScoreState.DEGRADED;
                    case ERROR, CRITICAL -> ScoreState.UNHEALTHY;
                };
        };
    }

    private static ScoreState worse(ScoreState a, ScoreState b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    private static @Nullable Double value(List<Contribution> contributions) {
        double sum = 0;
        double weights = 0;
        for (Contribution term : contributions) {
            sum += term.weight() * term.credit();
            weights += term.weight();
        }
        return weights == 0 ? null : 100 * sum / weights;
    }
}
