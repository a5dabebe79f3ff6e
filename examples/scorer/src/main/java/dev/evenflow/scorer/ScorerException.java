package dev.evenflow.scorer;

/** What went wrong, for the person who started the program: it names the file, field or option and what was expected. */
final class ScorerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ScorerException(String message) {
        super(message);
    }

    ScorerException(String message, Throwable cause) {
        super(message, cause);
    }
}
