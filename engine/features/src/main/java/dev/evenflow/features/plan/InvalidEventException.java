package dev.evenflow.features.plan;

/** An event or label that decodes but cannot be used: which field, what it holds, what was expected. */
public final class InvalidEventException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String field;

    public InvalidEventException(String field, String problem) {
        super("field '" + field + "': " + problem);
        this.field = field;
    }

    public String field() {
        return field;
    }
}
