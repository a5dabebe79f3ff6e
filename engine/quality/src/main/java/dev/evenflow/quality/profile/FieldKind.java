package dev.evenflow.quality.profile;

/** What is measured of a field: the numbers behind it, and whether its values are counted apart. */
public enum FieldKind {
    /** Integers, floating point and decimals; as numbers the values themselves. */
    NUMBER(true),
    /** Strings, enums, uuids; as numbers their lengths in code points. */
    TEXT(true),
    /** As numbers 0 and 1. */
    BOOLEAN(true),
    /** Dates and timestamps; as numbers milliseconds since 1970 UTC. Nearly every value is different, so they are not counted apart. */
    TIME(false),
    /** As numbers the lengths in bytes. */
    BYTES(true),
    /** As numbers how many elements. */
    LIST(false),
    /** As numbers how many entries. */
    MAP(false);

    private final boolean countsValues;

    FieldKind(boolean countsValues) {
        this.countsValues = countsValues;
    }

    boolean countsValues() {
        return countsValues;
    }
}
