package dev.evenflow.quality.expression;

/** A condition that cannot be compiled; the message has CEL's reason with its place in the expression. */
public final class ExpressionException extends Exception {
    private static final long serialVersionUID = 1L;

    public ExpressionException(String message) {
        super(message);
    }
}
