/** The bare pipeline: the hops of fraud-features with nothing in them, written for speed. */
@NullMarked
package dev.evenflow.benchmarks.features.bare;

import org.jspecify.annotations.NullMarked;
