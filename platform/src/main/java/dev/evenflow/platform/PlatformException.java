package dev.evenflow.platform;

/** Something a person can act on: the message alone is shown, without a stack trace, and the command exits with 1. */
public final class PlatformException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public PlatformException(String message) {
        super(message);
    }

    public PlatformException(String message, Throwable cause) {
        super(message, cause);
    }
}
