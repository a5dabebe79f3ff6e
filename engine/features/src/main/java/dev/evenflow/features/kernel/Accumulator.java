package dev.evenflow.features.kernel;

/**
 * A running total over one window that events enter at its head and leave at its tail, so that it costs the same
 * whatever the window's length. Totals are exact 128-bit integers: order never matters.
 *
 * @param kind what an event contributes
 * @param delayMs how far the head lies before the event
 * @param windowMs length, or {@link Program#LIFETIME}
 * @param where index of the predicate that must hold, or -1
 * @param label index of the label flag that must be known and true, or -1
 * @param column index of the value column, which must not be null, or -1
 * @param headCursor the cursor whose events enter, or -1 where each event enters at once
 * @param tailCursor the cursor whose events leave, or -1 for a lifetime
 */
public record Accumulator(
        Kind kind, long delayMs, long windowMs, int where, int label, int column, int headCursor, int tailCursor) {
    public enum Kind {
        COUNT,
        SUM,
        SQUARES
    }

    boolean lifetime() {
        return windowMs == Program.LIFETIME;
    }
}
