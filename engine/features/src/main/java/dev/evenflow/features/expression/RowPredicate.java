package dev.evenflow.features.expression;

import dev.evenflow.features.row.FeatureRow;

/** A condition over a row. What cannot be decided, because an operand is null or an operation fails, does not hold. */
public interface RowPredicate {
    boolean test(FeatureRow row);
}
