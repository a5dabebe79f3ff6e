package dev.evenflow.archive.join;

/** The two halves of an inference. */
public enum Side {
    REQUEST,
    RESPONSE;

    public Side other() {
        return this == REQUEST ? RESPONSE : REQUEST;
    }
}
