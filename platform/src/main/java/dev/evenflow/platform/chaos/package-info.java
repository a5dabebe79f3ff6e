/** Faults on purpose, on a platform started for them, with a checker that knows every event that was sent. */
@NullMarked
package dev.evenflow.platform.chaos;

import org.jspecify.annotations.NullMarked;
