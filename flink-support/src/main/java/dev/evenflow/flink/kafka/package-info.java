/** Kafka sources and sinks from options. */
@NullMarked
package dev.evenflow.flink.kafka;

import org.jspecify.annotations.NullMarked;
