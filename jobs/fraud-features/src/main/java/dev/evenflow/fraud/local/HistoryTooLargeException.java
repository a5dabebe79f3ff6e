package dev.evenflow.fraud.local;

/** A history has more rows than the heap has room for. Nothing was written. */
public final class HistoryTooLargeException extends Exception {
    private static final long serialVersionUID = 1L;

    HistoryTooLargeException() {
        super("the history has more rows than fit into a heap of "
                + Runtime.getRuntime().maxMemory() / 1_000_000 + " MB");
    }
}
