package dev.evenflow.archive.keys;

import org.jspecify.annotations.Nullable;

/** A key store that cannot be used, or not for this: says which file or key, and what was expected. */
public class KeyStoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public KeyStoreException(String message) {
        super(message);
    }

    public KeyStoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
