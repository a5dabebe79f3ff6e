package dev.evenflow.archive.store;

import org.jspecify.annotations.Nullable;

/**
 * Something that is not as the chain says.
 *
 * @param message the whole of it, for a person
 * @param file data file, blob or metadata file it is about
 * @param commit of the chain
 * @param batch id
 * @param row number in the batch
 * @param source topic, partition and offset that the row came from
 */
public record Finding(
        Kind kind,
        String message,
        @Nullable String file,
        @Nullable Long commit,
        @Nullable String batch,
        @Nullable Long row,
        @Nullable String source) {
    /** What is wrong. */
    public enum Kind {
        TABLE_MISSING,
        TABLE_UNREADABLE,
        POINTER_MOVED,
        CHAIN_BROKEN,
        CHAIN_CUT,
        LEDGER_BROKEN,
        LEDGER_DIFFERS,
        FILE_MISSING,
        FILE_ALTERED,
        FILE_UNREADABLE,
        BATCH_MISSING,
        ROW_MISSING,
        ROW_TWICE,
        ROW_ALTERED,
        ROW_UNKNOWN,
        ROWS_DELETED,
        BLOB_MISSING,
        BLOB_ALTERED
    }

    static Finding of(Kind kind, String message) {
        return new Finding(kind, message, null, null, null, null, null);
    }

    static Finding inCommit(Kind kind, long commit, String message) {
        return new Finding(kind, "commit " + commit + ": " + message, null, commit, null, null, null);
    }

    static Finding inFile(Kind kind, String file, String message) {
        return new Finding(kind, file + ": " + message, file, null, null, null, null);
    }

    static Finding inBatch(Kind kind, BatchSummary batch, @Nullable String file, String message) {
        String named = file == null ? batch.path() : file;
        return new Finding(
                kind,
                named + " (commit " + batch.commit() + ", batch " + batch.batch() + "): " + message,
                named,
                batch.commit(),
                batch.batch(),
                null,
                null);
    }

    static Finding ofRow(
            Kind kind, BatchSummary batch, @Nullable String file, long row, @Nullable String source, String message) {
        String named = file == null ? batch.path() : file;
        return new Finding(
                kind,
                named + " (commit " + batch.commit() + ", batch " + batch.batch() + "): row " + row
                        + (source == null ? "" : ", which came from " + source + ",") + " " + message,
                named,
                batch.commit(),
                batch.batch(),
                row,
                source);
    }
}
