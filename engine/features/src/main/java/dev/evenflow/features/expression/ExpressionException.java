package dev.evenflow.features.expression;

/** An expression that cannot be compiled; the message has CEL's reason with its position. */
public final class ExpressionException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public ExpressionException(String message) {
        super(message);
    }
}
