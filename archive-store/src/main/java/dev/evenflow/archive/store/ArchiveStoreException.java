package dev.evenflow.archive.store;

/** Something about the archive's files, tables or configuration is not as it must be; the message names it and what was expected. */
public class ArchiveStoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ArchiveStoreException(String message) {
        super(message);
    }

    public ArchiveStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
