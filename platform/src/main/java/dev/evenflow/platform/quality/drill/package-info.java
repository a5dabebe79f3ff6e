/** Faults on purpose, and whether the monitor finds each of them and nothing else. */
@NullMarked
package dev.evenflow.platform.quality.drill;

import org.jspecify.annotations.NullMarked;
