/** Faults of a producer, to be injected on purpose. */
@NullMarked
package dev.evenflow.platform.fault;

import org.jspecify.annotations.NullMarked;
