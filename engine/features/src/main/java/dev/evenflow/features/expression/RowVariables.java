package dev.evenflow.features.expression;

import dev.cel.runtime.CelVariableResolver;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.Slot;
import java.util.Optional;

/** Gives CEL a row's values by the names of their slots; expressions have few, so it looks through them in turn. */
record RowVariables(FeatureRow row, Slot[] variables) implements CelVariableResolver {
    @Override
    public Optional<Object> find(String name) {
        for (Slot slot : variables) if (slot.name().equals(name)) return Optional.of(Expressions.valueOf(row, slot));
        return Optional.empty();
    }
}
