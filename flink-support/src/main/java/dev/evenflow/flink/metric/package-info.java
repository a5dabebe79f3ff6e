/** How our own metrics are named. */
@NullMarked
package dev.evenflow.flink.metric;

import org.jspecify.annotations.NullMarked;
