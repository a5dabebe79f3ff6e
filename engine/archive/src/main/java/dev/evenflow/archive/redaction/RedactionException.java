package dev.evenflow.archive.redaction;

/** A contract whose redaction rules cannot be followed; the message names the file, the property and what was expected. */
public final class RedactionException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    RedactionException(String file, String property, String problem) {
        super(file + ": property '" + property + "': " + problem);
    }

    RedactionException(String file, String problem) {
        super(file + ": " + problem);
    }
}
