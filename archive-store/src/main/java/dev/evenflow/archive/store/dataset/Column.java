package dev.evenflow.archive.store.dataset;

/**
 * A column of a training set.
 *
 * @param type string, boolean, long, double or timestamp (microseconds, UTC)
 * @param feature whether it is a feature
 */
public record Column(String name, String type, boolean feature) {
    static final String STRING = "string";
    static final String BOOLEAN = "boolean";
    static final String LONG = "long";
    static final String DOUBLE = "double";
    static final String TIMESTAMP = "timestamp";

    static Column of(String name, String type) {
        return new Column(name, type, false);
    }
}
