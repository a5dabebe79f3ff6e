package dev.evenflow.archive.store.operation;

import dev.evenflow.archive.store.ArchiveStoreException;

/** Something was to be erased whose subject is under legal hold. Nothing was erased. */
public final class SubjectHeldException extends ArchiveStoreException {
    private static final long serialVersionUID = 1L;

    SubjectHeldException(String message) {
        super(message);
    }
}
