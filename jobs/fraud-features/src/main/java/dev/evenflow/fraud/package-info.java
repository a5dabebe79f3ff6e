/** The job that computes a feature set, live and in backfill: configuration, connectors, topology. */
@NullMarked
package dev.evenflow.fraud;

import org.jspecify.annotations.NullMarked;
