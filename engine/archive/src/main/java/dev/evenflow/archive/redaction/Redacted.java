package dev.evenflow.archive.redaction;

import org.apache.avro.generic.IndexedRecord;

/**
 * A record in two parts.
 *
 * @param clear the record with what may be seen; the rest is null, or empty where null is impossible
 * @param toSeal the rest, see {@link SealedContent}
 */
public record Redacted(IndexedRecord clear, byte[] toSeal) {}
