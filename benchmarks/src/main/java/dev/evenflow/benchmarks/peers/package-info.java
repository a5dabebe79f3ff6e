/** What a user would take instead of us, on the same topics: Flink SQL and Kafka Streams. Each runs in a JVM of its own. */
@NullMarked
package dev.evenflow.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
