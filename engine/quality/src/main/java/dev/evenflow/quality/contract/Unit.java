package dev.evenflow.quality.contract;

/** What a bound on a count is in. Percent are of all records of the window, those without the value included. */
public enum Unit {
    ROWS,
    PERCENT;

    /** Of a count: the value that a bound is held against. */
    public double of(long count, long total) {
        return this == ROWS ? count : total == 0 ? 0 : 100.0 * count / total;
    }

    public String text() {
        return this == ROWS ? "records" : "percent";
    }
}
