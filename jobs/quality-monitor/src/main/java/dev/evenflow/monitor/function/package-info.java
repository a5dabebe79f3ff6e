/** Thin functions around the engine: read state, call it, write state, emit. */
@NullMarked
package dev.evenflow.monitor.function;

import org.jspecify.annotations.NullMarked;
