package dev.evenflow.fraud.function;

import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.Slot;
import org.apache.flink.api.java.functions.KeySelector;

/**
 * Keys rows by one of their texts. A row without it gets a key that belongs to its id alone, so that such rows spread
 * over all subtasks; whoever receives them passes them on without touching state.
 */
public final class RowKey implements KeySelector<FeatureRow, String> {
    private static final long serialVersionUID = 1L;

    private final Slot slot;

    public RowKey(Slot slot) {
        this.slot = slot;
    }

    boolean isNull(FeatureRow row) {
        return row.isNull(slot);
    }

    @Override
    public String getKey(FeatureRow row) {
        String key = row.getText(slot);
        return key == null ? "\0" + row.id : key;
    }
}
