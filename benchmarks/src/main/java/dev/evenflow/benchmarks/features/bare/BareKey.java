package dev.evenflow.benchmarks.features.bare;

import org.apache.flink.api.java.functions.KeySelector;

/** One of a row's keys; where it is null, one that belongs to the row alone, as in the job. */
final class BareKey implements KeySelector<BareRow, String> {
    private static final long serialVersionUID = 1L;

    private final int text;

    BareKey(int text) {
        this.text = text;
    }

    @Override
    public String getKey(BareRow row) {
        return row.isNull(text) ? "\0" + row.text(0) : row.text(text);
    }
}
