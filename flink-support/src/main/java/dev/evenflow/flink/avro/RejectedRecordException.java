package dev.evenflow.flink.avro;

import dev.evenflow.operations.RejectionReason;

/** A record that cannot be used, now or later: it belongs with the dead letters. */
public final class RejectedRecordException extends Exception {
    private static final long serialVersionUID = 1L;

    private final RejectionReason reason;

    /** @param detail for a person: what was found, what was expected */
    public RejectedRecordException(RejectionReason reason, String detail) {
        // Thrown per bad record, perhaps often: no stack trace, it would say nothing.
        super(detail, null, false, false);
        this.reason = reason;
    }

    public RejectionReason reason() {
        return reason;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }
}
