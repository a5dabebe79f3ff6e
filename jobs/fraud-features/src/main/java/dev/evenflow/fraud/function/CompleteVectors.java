package dev.evenflow.fraud.function;

import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.fraud.state.FeatureSet;
import org.apache.flink.api.common.functions.RichMapFunction;

/** Adds calendar and derived features to a row whose entities are done. */
public final class CompleteVectors extends RichMapFunction<FeatureRow, FeatureRow> {
    private static final long serialVersionUID = 1L;

    private final FeatureSet set;

    public CompleteVectors(FeatureSet set) {
        this.set = set;
    }

    @Override
    public FeatureRow map(FeatureRow row) {
        set.plan().complete(row);
        return row;
    }
}
