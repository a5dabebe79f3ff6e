package dev.evenflow.archive.join;

/**
 * What the join looks at of a request or response.
 *
 * @param digest keyed digest of the record as it was received: equal digests are one record, delivered twice
 */
public record Half(Side side, String subjectKey, String region, byte[] digest) {
    /** Whether both are about one subject in one region; only then may they share a row. */
    boolean agreesWith(Half other) {
        return subjectKey.equals(other.subjectKey) && region.equals(other.region);
    }
}
