package dev.evenflow.archive.seal;

import org.jspecify.annotations.Nullable;

/** Sealed bytes that do not open: altered, cut off, of another key or of another context. Which of these, cryptography does not tell. */
public final class SealBrokenException extends Exception {
    private static final long serialVersionUID = 1L;

    public SealBrokenException(String message) {
        super(message);
    }

    public SealBrokenException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
