package dev.evenflow.fraud.function;

import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.Slot;
import java.util.stream.IntStream;
import org.apache.flink.api.java.functions.KeySelector;

/**
 * Keys rows by one of their texts. A row without it gets one of some keys that no text is, so that such rows spread over
 * all subtasks; whoever receives them passes them on without touching state.
 */
public final class RowKey implements KeySelector<FeatureRow, String> {
    private static final long serialVersionUID = 1L;

    /** Enough to spread over every number of subtasks. */
    private static final String[] WITHOUT =
            IntStream.range(0, 4096).mapToObj(i -> "\0" + i).toArray(String[]::new);

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
        return key == null ? WITHOUT[(int) Math.floorMod(row.idHash(), (long) WITHOUT.length)] : key;
    }
}
