package dev.evenflow.archive.ledger;

/** Records that are unaccounted for: names the partition, the offsets and what was expected. */
public final class LedgerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LedgerException(String message) {
        super(message);
    }
}
