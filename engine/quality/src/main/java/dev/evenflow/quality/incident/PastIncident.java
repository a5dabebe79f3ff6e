package dev.evenflow.quality.incident;

import dev.evenflow.quality.check.Dimension;

/**
 * What is kept of an incident for a while, because its effects may show after it is over.
 *
 * @param root the incident itself, or the one that explained it
 * @param recoveredMs when its rules began to pass
 */
record PastIncident(
        String root, String dataset, String subject, Dimension dimension, long failingSinceMs, long recoveredMs) {}
