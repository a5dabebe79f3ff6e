package dev.evenflow.archive.store.dataset;

/**
 * A feedback's value as a label.
 *
 * @param knownAt microseconds since 1970
 */
record Label(double value, long knownAt, String feedbackId) {
    /** Later knowledge supersedes earlier; of the same moment the greater id, so that the order of reading is nothing. */
    boolean supersedes(Label other) {
        return knownAt != other.knownAt ? knownAt > other.knownAt : feedbackId.compareTo(other.feedbackId) > 0;
    }
}
