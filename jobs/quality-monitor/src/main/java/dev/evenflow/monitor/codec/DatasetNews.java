package dev.evenflow.monitor.codec;

/**
 * What the judge of a dataset is told.
 *
 * @param body {@link dev.evenflow.quality.window.PartitionNews} or {@link dev.evenflow.quality.window.WindowProfile} in
 *     their versioned forms
 */
public record DatasetNews(String dataset, Kind kind, long windowStart, byte[] body) {
    /** What the body is. */
    public enum Kind {
        PARTITION,
        WINDOW,
        PAIRS,
        COMPARISON,
        LEDGER
    }
}
