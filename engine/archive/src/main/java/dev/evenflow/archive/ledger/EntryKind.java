package dev.evenflow.archive.ledger;

/** What an entry of the chain is about. */
public enum EntryKind {
    DATA,
    ERASURE,
    RETENTION,
    HOLD,
    RELEASE,
    ROLLBACK
}
