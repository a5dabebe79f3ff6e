/** The job that watches topics: sources and sinks, the graph, its functions. */
@NullMarked
package dev.evenflow.monitor;

import org.jspecify.annotations.NullMarked;
