package dev.evenflow.archive.store.dataset;

/**
 * A table as it was when a training set was made.
 *
 * @param table inferences or feedback
 * @param snapshotId 0 for a table without one: it was empty
 */
public record PinnedSnapshot(String place, String table, long snapshotId) {}
