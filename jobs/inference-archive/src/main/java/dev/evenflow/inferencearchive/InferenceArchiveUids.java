package dev.evenflow.inferencearchive;

/** Operator ids, which are also their names. They address state: a changed id loses it. */
final class InferenceArchiveUids {
    static final String READ_REQUESTS = "read-requests";
    static final String READ_RESPONSES = "read-responses";
    static final String READ_FEEDBACK = "read-feedback";
    static final String READ_VECTORS = "read-vectors";
    static final String SEAL_REQUESTS = "seal-requests";
    static final String SEAL_RESPONSES = "seal-responses";
    static final String SEAL_FEEDBACK = "seal-feedback";
    static final String SEAL_VECTORS = "seal-vectors";
    static final String JOIN_INFERENCES = "join-inferences";
    static final String ATTACH_VECTORS = "attach-vectors";
    static final String DROP_REPEATED_FEEDBACK = "drop-repeated-feedback";
    static final String WRITE_INFERENCES = "write-inferences";
    static final String WRITE_FEEDBACK = "write-feedback";
    static final String COMMIT_ARCHIVE = "commit-archive";
    static final String WRITE_DEAD_LETTERS = "write-dead-letters";
    static final String WRITE_COMMITS = "write-commits";

    private InferenceArchiveUids() {}
}
