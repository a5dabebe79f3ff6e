package dev.evenflow.features.expression;

import dev.evenflow.features.row.FeatureRow;

/** A derived feature: sets one slot of the row, to null where an operand is null or the result is not a finite number. */
public interface RowExpression {
    void apply(FeatureRow row);
}
