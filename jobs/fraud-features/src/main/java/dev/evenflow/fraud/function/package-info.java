/** Thin Flink functions: read state, call the engine, write state, emit. */
@NullMarked
package dev.evenflow.fraud.function;

import org.jspecify.annotations.NullMarked;
