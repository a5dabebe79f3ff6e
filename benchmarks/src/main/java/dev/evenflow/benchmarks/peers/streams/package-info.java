/** Card-fraud features with Kafka Streams, as a user who knows it would write them: window stores, scans of what is short, running totals of what is long. */
@NullMarked
package dev.evenflow.benchmarks.peers.streams;

import org.jspecify.annotations.NullMarked;
