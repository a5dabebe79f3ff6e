/** Runs the benchmarks of the module of that name. */
@NullMarked
package dev.evenflow.platform.bench;

import org.jspecify.annotations.NullMarked;
