package dev.evenflow.benchmarks.features.bare;

import org.apache.flink.api.common.functions.FilterFunction;

/** One row of so many, so that counting rows by what comes out costs next to nothing. */
public final class EveryNth<T> implements FilterFunction<T> {
    private static final long serialVersionUID = 1L;

    private final int each;
    private int seen;

    public EveryNth(int each) {
        this.each = each;
    }

    @Override
    public boolean filter(T row) {
        seen++;
        if (seen < each) {
            return false;
        }
        seen = 0;
        return true;
    }
}
