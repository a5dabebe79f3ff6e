/** Measurements of whole paths, side by side with the plain way of doing the same. */
@NullMarked
package dev.evenflow.benchmarks;

import org.jspecify.annotations.NullMarked;
