package dev.evenflow.quality.contract;

/** Types of ODCS 3.1; 3.0 has no {@code TIMESTAMP} and {@code TIME}, and our contracts say {@code date} for an instant. */
public enum LogicalType {
    STRING,
    DATE,
    TIMESTAMP,
    TIME,
    NUMBER,
    INTEGER,
    OBJECT,
    ARRAY,
    MAP,
    BOOLEAN;

    public boolean isTime() {
        return this == DATE || this == TIMESTAMP || this == TIME;
    }

    public boolean isNumeric() {
        return this == NUMBER || this == INTEGER;
    }
}
