package dev.evenflow.archive.redaction;

/** What becomes of a field in the archive. */
public enum Redaction {
    /** It stays as it is, in clear. */
    KEEP,
    /** It is stored nowhere. */
    DROP,
    /** A text of which only the last four characters stay. */
    MASK,
    /** A text replaced by a keyed digest: equal texts stay equal. */
    HASH,
    /** It is only in the sealed part. */
    ENCRYPT
}
