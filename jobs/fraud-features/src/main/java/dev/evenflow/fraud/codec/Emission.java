package dev.evenflow.fraud.codec;

import dev.evenflow.features.row.FeatureRow;

/** Which emission the rows of a stream are. */
public enum Emission {
    SERVED,
    SETTLED;

    /** The symbol in the vector's schema. */
    public String of(FeatureRow row) {
        return row.kind == FeatureRow.Kind.CORRECTION ? "CORRECTION" : name();
    }
}
