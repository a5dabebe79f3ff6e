/** A metric reporter for Flink that nobody else on the network can read. */
@NullMarked
package dev.evenflow.metrics;

import org.jspecify.annotations.NullMarked;
