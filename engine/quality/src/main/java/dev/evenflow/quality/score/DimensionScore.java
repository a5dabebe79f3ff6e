package dev.evenflow.quality.score;

import dev.evenflow.quality.check.CheckResult;
import dev.evenflow.quality.check.Dimension;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Score of one dimension of a dataset, or of all of them, with its inputs.
 *
 * @param dimension null for the overall score
 * @param score 0 to 100; null where the state is unknown
 * @param formula how it follows from the contributions
 * @param weight of the dimension in the overall score; 0 for the overall score itself
 * @param checks what was judged, those that could not be measured included; empty for the overall score
 * @param contributions terms of the formula; what is unknown has none
 */
public record DimensionScore(
        @Nullable Dimension dimension,
        ScoreState state,
        @Nullable Double score,
        String formula,
        double weight,
        List<CheckResult> checks,
        List<Contribution> contributions) {
    public DimensionScore {
        checks = List.copyOf(checks);
        contributions = List.copyOf(contributions);
    }
}
