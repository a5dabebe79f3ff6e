/** The feature engine: specification, plan and kernel. Plain Java, free of Flink, Kafka and clocks. */
@NullMarked
package dev.evenflow.features;

import org.jspecify.annotations.NullMarked;
