package dev.evenflow.archive.keys;

import java.time.Instant;

/**
 * A legal hold: while there is one, the subject's key cannot be destroyed.
 *
 * @param keyName name of the subject's key
 * @param reason the case; a subject may be held for several
 * @param by who ordered it
 */
public record Hold(String keyName, String reason, String by, Instant at) {}
